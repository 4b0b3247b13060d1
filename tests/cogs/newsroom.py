"""A server with a feed, an article and a digest, another one next door, and every control."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Mode
from sandbox import ChannelHandle, GuildHandle, Reply
from sandbox.payloads.resources import user as told_user
from sandbox.world.posting import Upload
from sandbox.world.state import EPHEMERAL, Json, Message, User
from tests.support.gazette import Gazette

SECRET = "Ministers fall out"
BUTTON, MENU, CHANNEL_MENU = 2, 3, 8
SOMEBODY = 123456789012345678  # who has saved an article
# Every control, as its custom id names {sub}scription, {digest}, {item}, {channel}, {guild}, and
# what was {ask}ed in a search and answered in a {summary}.
BUTTONS = {
    "cogs.forget.ForgetButton": "forget:123456789012345678",
    "cogs.feed.add.PostNowButton": "feed:now:{sub}:{item}",
    "cogs.feed.arrival.ArrivalButton": "feed:come:digest:{sub}",
    "cogs.feed.burst.RestButton": "post:rest:{delivery}:0",
    "cogs.feed.burst.OriginalButton": "post:original:{delivery}",
    "cogs.feed.running.HeldButton": "feed:held:{sub}",
    "cogs.feed.mention.EveryoneButton": "feed:everyone:yes:{sub}",
    "cogs.feed.latest.LatestButton": "latest:0:0",
    "cogs.feed.several.many.ManyButton": "many:{bulk}:do",
    "cogs.feed.several.many.OthersButton": "fe:{sub}:others",
    "cogs.feed.several.transfer.ImportButton": "imp:{import}:start",
    "cogs.feed.list.ListPageButton": "feed:list:0",
    "cogs.feed.list.RemoveButton": "feed:stop:{sub}",
    "cogs.feed.editing.edit.EditSwitch": "fe:{sub}:picture",
    "cogs.feed.editing.edit.FullTextSwitch": "fe:{sub}:full_text",
    "cogs.feed.editing.edit.FormButton": "fe:{sub}:words",
    "cogs.feed.editing.edit.PlanButton": "fe:{sub}:plan",
    "cogs.feed.editing.edit.SaveButton": "fe:{sub}:save",
    "cogs.digest.set.ModeButton": "digest:only:{digest}",
    "cogs.digest.pages.PreviewButton": "digest:preview:{digest}",
    "cogs.digest.pages.TurnPageButton": "digest:text:{digest}:2025-12-09:0:{item}",
    "cogs.digest.pages.SearchButton": "digest:search:{digest}:2025-12-09:0:0",
    "cogs.digest.running.UndoButton": "digest:undo:{digest}",
    "cogs.digest.own.StopButton": "digest:stop:{digest}",
    "cogs.digest.own.StopServerButton": "digest:end:{guild}",
    "cogs.saved.commands.SavedPageButton": "saved:page:0",
    "cogs.saved.commands.SavedFoundButton": "saved:found:{ask}:0",
    "cogs.saved.commands.SavedTextButton": "saved:text:{saved}:0",
    "cogs.saved.commands.SavedRemoveButton": "saved:gone:{saved}",
    "cogs.saved.save.SaveItemButton": "digest:save:{digest}:2025-12-09:0:{item}",
    "cogs.search.TurnButton": "search:page:{ask}:0",
    "cogs.search.ShareButton": "search:share:{item}",
    "cogs.summary.ShareSummaryButton": "summary:share:{summary}",
}
MENUS = {
    "cogs.alert.StopMenu": ("alert:stop", "1"),
    "cogs.alert.ZoneMenu": ("alert:zone", "Europe/Paris"),
    "cogs.feed.add.OfferMenu": ("feed:offer:{channel}:0", "https://paper.test/feed"),
    "cogs.feed.several.many.SomeMenu": ("many:{bulk}:some:0", "{sub}"),
    "cogs.feed.several.transfer.FolderMenu": ("imp:{import}:folder", "0"),
    "cogs.feed.several.transfer.FolderChannelMenu": ("imp:{import}:to:0", "{here}"),
    "cogs.feed.editing.edit.EditMenu": ("fe:{sub}:mode", "digest"),
    "cogs.feed.explain.ExplainMenu": ("explain:pick", "{item}"),
    "cogs.saved.commands.SavedOpenMenu": ("saved:open", "{saved}"),
    "cogs.saved.save.SavePickMenu": ("saved:pick", "{item}"),
    "cogs.saved.save.SavePostedMenu": ("saved:posted:{message}", "{item}"),
    "cogs.saved.save.SavePageMenu": ("digest:choose:{digest}:2025-12-09:0:0", "{item}"),
    "cogs.summary.ArticleMenu": ("summary:pick", "{item}"),
    "cogs.settings.ServerZoneMenu": ("zone:server", "Europe/Paris"),
    "cogs.search.LikeMenu": ("search:like", "{item}"),
    "cogs.digest.set.DigestZoneMenu": ("digest:zone:{digest}", "Europe/Paris"),
    "cogs.digest.mute.UnmuteMenu": ("page:unmute", "0"),
    "cogs.digest.own.OwnZoneMenu": ("digest:own_zone:{digest}", "Europe/Paris"),
    "cogs.digest.pages.ReadMenu": ("digest:read:{digest}:2025-12-09:0:0", "{item}"),
    "cogs.digest.pages.DoorMenu": ("digest:door:{digest}:2025-12-09:0:0", "1"),
}
# What members may do with a page of a channel that they see.
FOR_MEMBERS = {
    "cogs.feed.latest.LatestButton",
    "cogs.digest.pages.PreviewButton",
    "cogs.digest.pages.TurnPageButton",
    "cogs.digest.pages.ReadMenu",
    "cogs.feed.burst.RestButton",
    "cogs.saved.save.SaveItemButton",
    "cogs.saved.save.SavePageMenu",
    "cogs.saved.save.SavePickMenu",
    "cogs.saved.save.SavePostedMenu",
    "cogs.feed.burst.OriginalButton",
    "cogs.search.LikeMenu",
    "cogs.search.ShareButton",
    "cogs.summary.ArticleMenu",
}
NO_MESSAGE_OF_ONES_OWN = {"cogs.search.ShareButton", "cogs.digest.pages.SearchButton"}
TABLES = (
    "subscriptions",
    "feeds",
    "digests",
    "digest_subscriptions",
    "drafts",
    "channels",
    "guilds",
    "imports",
    "bulk_changes",
    "import_folders",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A server with a feed, an article and a digest, and the manager of another server."""

    gazette: Gazette
    numbers: dict[str, int]
    eve: User
    elsewhere: ChannelHandle

    async def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all that a control could have changed."""
        fetch = self.gazette.database.fetch_all
        read = {table: await fetch(f"SELECT * FROM {table}") for table in TABLES}
        ours = (self.gazette.guild.id,)
        read["guilds"] = await fetch("SELECT * FROM guilds WHERE id = ?", ours)
        saved = "SELECT * FROM saved_articles WHERE user_id = ?"
        read["saved_articles"] = await fetch(saved, (SOMEBODY,))
        return {table: [tuple(row) for row in rows] for table, rows in read.items()}

    async def forge(
        self,
        name: str,
        user: User,
        channel: ChannelHandle,
        *,
        ephemeral: bool,
        day: str = "2025-12-09",
        chosen: str | None = None,
    ) -> Reply:
        """Use a control that stands under a message of the bot's where it never put it.

        That of a page is the control of the page of a `day`; in a menu, something may be `chosen`
        that it never had.
        """
        custom_id, value = MENUS.get(name) or (BUTTONS[name], "")
        value = chosen or value
        numbers = self.numbers | {"here": channel.id}
        custom_id = custom_id.format(**numbers).replace("2025-12-09", day)
        value = value.format(**numbers)
        message = self._message(custom_id, value, user, channel, ephemeral=ephemeral)
        sandbox = self.gazette.sandbox
        if value:
            return await sandbox.select(user, channel, message, custom_id, value)
        return await sandbox.click(user, channel, message, custom_id)

    async def click(
        self, custom_id: str, user: User, channel: ChannelHandle, *, ephemeral: bool
    ) -> Reply:
        """Use a button of any custom id under a message of the bot's where it never put it."""
        message = self._message(custom_id, "", user, channel, ephemeral=ephemeral)
        return await self.gazette.sandbox.click(user, channel, message, custom_id)

    def _message(
        self, custom_id: str, value: str, user: User, channel: ChannelHandle, *, ephemeral: bool
    ) -> Message:
        world = self.gazette.sandbox.world
        control: Json = {"id": 2, "custom_id": custom_id, "disabled": False}
        if value == str(channel.id):
            control |= {"type": CHANNEL_MENU, "min_values": 1, "max_values": 1}
        elif value:
            option = {"label": "x", "value": value, "default": False}
            control |= {"type": MENU, "options": [option], "min_values": 1, "max_values": 1}
        else:
            control |= {"type": BUTTON, "style": 2, "label": "x"}
        message = Message(
            id=world.ids(),
            channel_id=channel.id,
            author=world.bot,
            created_at=world.clock(),
            components=[{"type": 1, "id": 1, "components": [control]}],
        )
        if ephemeral:
            message.flags, message.seen_by = EPHEMERAL, user.id
            asked = {"id": str(world.ids()), "type": 2, "user": told_user(user)}
            message.interaction = asked | {"authorizing_integration_owners": {}}
        else:
            channel.channel.messages[message.id] = message
        return message


async def open_newsroom(gazette: Gazette) -> Newsroom:
    """Return the two servers."""
    followed = await gazette.follow("https://courier.test/feed", title="Courier", mode=Mode.BOTH)
    await gazette.slash("digest set", time="10h")
    item = await gazette.receive(followed.feed.id, SECRET, lead="Nobody says why.")
    await gazette.settle()
    await gazette.slash("digest remove")
    await gazette.services.saved.save(SOMEBODY, [item], gazette.clock())
    [saved] = await gazette.database.fetch_all("SELECT id FROM saved_articles")
    await gazette.slash("search", query="ministers")
    [ask] = await gazette.database.fetch_all("SELECT id FROM search_asks")
    await gazette.slash("summary article", article=str(item.id))
    [answer] = await gazette.database.fetch_all("SELECT id FROM summary_answers")
    [digest] = await gazette.database.fetch_all("SELECT id FROM digests")
    [message] = await gazette.database.fetch_all(
        "SELECT message_id FROM delivery_parts JOIN deliveries ON deliveries.id = delivery_id"
        " WHERE kind = 'item'"
    )
    [delivery] = await gazette.database.fetch_all("SELECT id FROM deliveries WHERE kind = 'item'")
    file = Upload(filename="l.txt", content=b"https://herald.test/feed")
    await gazette.slash("feed import", file=file)
    await gazette.slash("feed many", action="remove")
    [bulk] = await gazette.database.fetch_all("SELECT id FROM bulk_changes")
    [draft] = await gazette.database.fetch_all("SELECT id FROM imports")
    next_door: GuildHandle = gazette.sandbox.add_guild("Next door")
    elsewhere = next_door.add_channel("lobby")
    eve = gazette.sandbox.user("eve", guild=next_door, may=["manage_guild"])
    await gazette.caught_up()
    numbers = {
        "sub": followed.subscription.id,
        "digest": digest["id"],
        "item": item.id,
        "ask": ask["id"],
        "summary": answer["id"],
        "delivery": delivery["id"],
        "import": draft["id"],
        "bulk": bulk["id"],
        "saved": saved["id"],
        "message": message["message_id"],
        "channel": gazette.channel("news").id,
        "guild": gazette.guild.id,
    }
    return Newsroom(gazette=gazette, numbers=numbers, eve=eve, elsewhere=elsewhere)
