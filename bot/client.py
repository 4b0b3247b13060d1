"""The Discord client: its intents, its commands, its one error handler.

What the commands do is in `cogs/`; what the client needs is handed to it in `Services`.
"""

import asyncio
import hashlib
import json
import logging
import math
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib import import_module
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import i18n
from bot.access.home import is_own
from bot.errors import Typed, UserError
from bot.gateway import GatewayState, SessionStarts
from bot.i18n.catalog import missing_texts_of
from bot.message.direct import name_direct
from bot.message.limits import MAX_CONTENT
from bot.message.markdown import cut, fit, one_line
from bot.services import Services
from bot.translator import Translator
from bot.user_limits import Allowance

log = logging.getLogger(__name__)

# A news bot does not talk: no warning that the libraries for it are missing.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


# The least that posting needs; voices of their own for feeds want Manage Webhooks besides.
INVITED_TO = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
LISTENERS_WITHIN = timedelta(seconds=1)
# The names that discord.py gives to the tasks of events, commands and clicks.
_BEGUN = ("discord.py: ", "CommandTree-invoker", "discord-ui-")
MAX_REPEATED = 100  # characters of what was typed, in an answer


def invite_url(application_id: int) -> str:
    """Return the address under which an admin lets the bot into a server."""
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application_id, permissions=INVITED_TO, scopes=scopes)


def account_url(application_id: int) -> str:
    """Return the address under which somebody adds the app to their account."""
    added = discord.utils.oauth_url(application_id, scopes=("applications.commands",))
    return f"{added}&integration_type=1"


def locale_of(interaction: discord.Interaction[Any]) -> str:
    """Return the language in which the asker is answered."""
    return i18n.choose_locale(interaction.locale.value)


async def answer_text(interaction: discord.Interaction[Any], text: str) -> None:
    """Say `text` to the asker alone, as the first answer or after it."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)


class Tree(app_commands.CommandTree["Client"]):
    """The commands, with one place where their failures are answered."""

    async def interaction_check(self, interaction: discord.Interaction["Client"], /) -> bool:
        """Let nobody ask more than a person would."""
        return await interaction.client.is_turn(interaction)

    async def on_error(
        self,
        interaction: discord.Interaction["Client"],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Answer a failure: a mistake by its sentence, a fault by an apology and a log entry."""
        # discord.py wraps what a command raised, and chains what an option's reader raised.
        cause = getattr(error, "original", None) or error.__cause__ or error
        await answer_failure(interaction, cause)
        await try_direct_again(interaction)

    async def payload(self) -> list[dict[str, Any]]:
        """Return what Discord is told of all commands, localizations included."""
        translator = self.translator
        listed = sorted(
            self.get_commands(type=None),
            key=lambda command: (command.name, command.__class__.__name__),
        )
        if translator is None:
            return [command.to_dict(self) for command in listed]
        return [await command.get_translated_payload(self, translator) for command in listed]


def too_soon(wait: timedelta) -> UserError:
    """Return the mistake of asking again before `wait` is over."""
    return UserError("errors.cooldown", n=max(1, math.ceil(wait.total_seconds())))


def say_mistake(locale: str, error: UserError) -> str:
    """Return a mistake's sentence, with what was typed repeated as it was typed, and short."""
    named = {
        name: fit(one_line(value), MAX_REPEATED) if isinstance(value, Typed) else value
        for name, value in error.params.items()
    }
    return cut(i18n.text(locale, error.key, **named), MAX_CONTENT)


async def answer_failure(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the asker what went wrong, and the log what was not the asker's doing."""
    locale = locale_of(interaction)
    match error:
        case UserError():
            said = say_mistake(locale, error)
        case app_commands.CommandOnCooldown(retry_after=seconds):
            said = i18n.text(locale, "errors.cooldown", n=max(1, math.ceil(seconds)))
        case app_commands.NoPrivateMessage():
            said = i18n.text(locale, "errors.guild_only")
        case _:
            log.error("interaction failed: type=%s", interaction.type.name, exc_info=error)
            said = i18n.text(locale, "errors.unexpected")
    try:
        await answer_text(interaction, name_direct(said, locale) if is_own(interaction) else said)
    except discord.HTTPException as e:  # the asker's 15 minutes are over, or Discord is away
        log.warning("answer failed: status=%d code=%d", e.status, e.code)


async def try_direct_again(interaction: discord.Interaction["Client"]) -> None:
    """Try direct messages again that were closed, now that the asker is here, and say so."""
    services = interaction.client.services
    if await services.direct.reopen(interaction.user.id, services.clock()):
        text = i18n.text(locale_of(interaction), "feeds.own.tried_again")
        await answer_text(interaction, text)


@asynccontextmanager
async def answering(interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
    """Answer whatever fails inside, as for commands: discord.py only logs a button's failure."""
    try:
        yield
        await try_direct_again(interaction)
    except Exception as e:  # noqa: BLE001  # the row boundary of one click; it is logged there
        await answer_failure(interaction, e)


class Client(commands.AutoShardedBot):
    """The connection to Discord; owns no state that a restart would lose."""

    def __init__(
        self,
        services: Services,
        extensions: Sequence[str],
        starts: SessionStarts,
        **options: Any,  # noqa: ANN401  # discord.py's own options
    ) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            **options,
        )
        self.services = services
        self._starts = starts
        self.gateway_state = GatewayState(self, clock=services.clock)
        for event, listener in self.gateway_state.listeners().items():
            self.add_listener(listener, event)
        self._names = extensions
        self.looking = Allowance(most=60, within=timedelta(minutes=5))  # addresses, by server
        self._asking = Allowance(most=30, within=timedelta(seconds=30))
        self._typing = Allowance(most=60, within=timedelta(seconds=30))
        self._of_command: dict[Hashable, Allowance] = {}

    async def is_turn(self, interaction: discord.Interaction[Any]) -> bool:
        """Say whether the asker may ask this now, a command, a click or a completion.

        Where they may not, they are told when, and nothing else is to be done.
        """
        is_typing = interaction.type is discord.InteractionType.autocomplete
        turns = self._typing if is_typing else self._asking
        wait = turns.take(interaction.user.id, self.services.clock())
        if not wait:
            return True
        if is_typing:
            await interaction.response.autocomplete([])
        else:
            await answer_failure(interaction, too_soon(wait))
        return False

    def take_turn(
        self, bucket: Hashable, asker: Hashable, *, most: int, within: timedelta
    ) -> timedelta:
        """Spend one of an asker's `most` turns at what `bucket` counts; return the wait instead."""
        turns = self._of_command.setdefault(bucket, Allowance(most=most, within=within))
        return turns.take(asker, self.services.clock())

    async def on_app_command_completion(
        self,
        interaction: discord.Interaction[Any],
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        """Look whether the asker's direct messages were closed to us; called by discord.py."""
        await try_direct_again(interaction)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify no faster and no oftener than Discord allows."""
        wait = await self._starts.take(shard_id or 0)
        while wait > 0:
            await asyncio.sleep(wait)
            wait = await self._starts.take(shard_id or 0)

    async def setup_hook(self) -> None:
        """Load the conversation before the gateway opens; a part that fails stops the start."""
        await self.tree.set_translator(Translator())
        for locale in i18n.LOCALES:
            if missing := missing_texts_of(locale):
                first = ", ".join(missing[:5])
                log.warning("language incomplete: %s missing=%d %s", locale, len(missing), first)
        for name in self._names:  # `load_extension` would run the module anew for each client
            await import_module(name).setup(self)

    async def close(self) -> None:
        """End the connection; what events and clicks have begun comes to its end before and after.

        Nobody must meet a closed session or database, so the rest is cut short.
        """
        await _ended(_begun(), within=LISTENERS_WITHIN)
        await super().close()
        left = _begun()  # what came while it was closing
        for task in left:
            task.cancel()
        await _ended(left, within=LISTENERS_WITHIN)

    async def sync_commands(self, known: str | None) -> str:
        """Tell Discord of the commands unless `known` says that it has them; return the mark."""
        assert isinstance(self.tree, Tree)
        assert self.application_id is not None  # known since the login
        payload = await self.tree.payload()
        told = json.dumps([self.application_id, payload], sort_keys=True)
        mark = hashlib.sha256(told.encode()).hexdigest()
        if mark != known:
            await self.http.bulk_upsert_global_commands(self.application_id, payload)
            log.info("commands synchronised: count=%d", len(payload))
        return mark


def _begun() -> set[asyncio.Task[Any]]:
    """Return the tasks in which discord.py lets listeners, commands and clicks run."""
    here = asyncio.current_task()
    return {
        task
        for task in asyncio.all_tasks()
        if task.get_name().startswith(_BEGUN) and task is not here
    }


async def _ended(tasks: set[asyncio.Task[Any]], *, within: timedelta) -> None:
    if tasks:
        await asyncio.wait(tasks, timeout=within.total_seconds())
