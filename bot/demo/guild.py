"""The demo's Discord: one guild, people in it and outside, as newcomers find it; knows no bot.

`DemoGuild` names what is on it, so that `seed` can say who follows what where.
"""

from dataclasses import dataclass

from bot import i18n
from sandbox import ChannelHandle, GuildHandle, Sandbox
from sandbox.world.state import User


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGuild:
    """Everything the demo plays with."""

    guild: GuildHandle
    moderator: User
    member: User
    welcome: ChannelHandle
    front_page: ChannelHandle
    news: ChannelHandle
    news_fr: ChannelHandle
    briefs: ChannelHandle
    reads: ChannelHandle
    moderators: ChannelHandle

    def add_channel(self, name: str) -> ChannelHandle:
        """Add a channel for a feed that the visitor brought along."""
        return self.guild.add_channel(name, topic="From --feed")


def set_up(sandbox: Sandbox) -> DemoGuild:
    """Build the guild "Readers" in an empty sandbox."""
    guild = sandbox.add_guild("Readers")
    moderator = sandbox.user("ada", guild=guild, may=["manage_guild"])
    member = sandbox.user("basile", guild=guild, locale="fr")
    moderator.global_name, member.global_name = "Ada", "Basile"
    sandbox.user("chloe").global_name = "Chloé"  # in no server: the app is for her account
    welcome = guild.add_channel("welcome", topic="What there is to see · Ce qu’il y a à voir")
    front_page = guild.add_channel(
        "front-page", "announcement", topic="One page a day: the digest of both papers"
    )
    english = guild.add_channel("English", "category")
    french = guild.add_channel("Français", "category")
    stage = DemoGuild(
        guild=guild,
        moderator=moderator,
        member=member,
        welcome=welcome,
        front_page=front_page,
        news=guild.add_channel("news", topic="Articles of the Riverside Courier", parent=english),
        briefs=guild.add_channel("briefs", topic="Short ones, in one line", parent=english),
        reads=guild.add_channel(
            "long-reads",
            "forum",
            topic="A post for each article, with tags",
            tags=["Town", "Science", "Environment"],
            parent=english,
        ),
        news_fr=guild.add_channel(
            "actualités", topic="Tout ce que publie Le Courrier des Étangs", parent=french
        ),
        moderators=guild.add_channel("moderators", topic="What went wrong, for those who care"),
    )
    _hide(stage.moderators, guild, moderator)
    places = ("news", "news_fr", "briefs", "reads", "front_page")
    ids = {name: getattr(stage, name).id for name in places}
    for locale in i18n.LOCALES:
        welcome.say(sandbox.world.owner, i18n.text(locale, "demo.welcome", **ids))
    return stage


def add_second(sandbox: Sandbox, stage: DemoGuild) -> ChannelHandle:
    """Build the guild "Writers" for a second process, which has the second of two shards."""
    guild = sandbox.add_guild("Writers", shard=(1, 2))
    guild.add_member(stage.moderator, "manage_guild")
    return guild.add_channel("news", topic="What the second process posts")


def _hide(channel: ChannelHandle, guild: GuildHandle, *seen_by: User) -> None:
    channel.deny("view_channel", who=guild.guild.roles[guild.id])
    channel.allow("view_channel", "send_messages")
    for user in seen_by:
        channel.allow("view_channel", who=user)
