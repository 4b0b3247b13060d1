"""`python -m bot doctor`: check all that the bot needs, and say what to fix; changes nothing."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bot.cli.doctor.finding import Finding
from bot.cli.doctor.operations import operations, processes, say_clock, versions
from bot.client import account_url, invite_url
from bot.config import ServerUrl, Settings
from bot.errors import AddressRefused, ConfigError, FeedError, ModelError
from bot.feeds.http.opening import open_fetcher
from bot.feeds.worker.pool import ParserPool
from bot.gateway import Disconnected, who_am_i
from bot.llm.endpoint import CUT_SHORT, ONLY_THOUGHT, ChatEndpoint
from bot.proxy import shown
from bot.store.file.checkup import Checkup, is_open_to_others
from bot.store.place import check_up, operations_of, presence_of
from bot.worker.loop import utcnow

HELP = "check settings, database, token and network, and say what to fix"
_A_WORD = 16  # tokens
_A_PAGE = "https://www.python.org/"  # any public page will do to see whether the web is there


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--web", metavar="URL", default=_A_PAGE, help="a page to ask for")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Print a line for each finding; 0 when all is well, 1 otherwise."""
    return asyncio.run(_run(arguments.web, env))


async def _run(web: str, env: Mapping[str, str]) -> int:
    is_fine = True
    async for finding in examine(web, env):
        print(f"{'ok   ' if finding.is_fine else 'WRONG'}  {finding.about:<9} {finding.sentence}")
        is_fine = is_fine and finding.is_fine
    return 0 if is_fine else 1


async def examine(web: str, env: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Look at one thing after the other, the cheap ones first."""
    try:
        settings = Settings.from_env(env)
    except ConfigError as e:
        yield Finding("settings", False, str(e))
        return
    yield Finding("settings", True, f"time zone {settings.zone}, log level {settings.log_level}")
    state = await check_up(settings.database)
    yield versions(state)
    yield database(settings, state)
    if (found := await operations_of(settings.database, state, utcnow())) is not None:
        for finding in operations(settings, found, utcnow()):
            yield finding
        if (presence := await presence_of(settings.database)) is not None:
            yield processes(settings, presence)
    if (open_files := privacy(settings)) is not None:
        yield open_files
    yield await _reader()
    yield await _web(settings, web)
    if settings.bridge_url:
        yield await bridge(settings)
    if settings.summary_api_url:
        yield await language_model(settings)
    async for finding in discord(settings):
        yield finding


def database(settings: Settings, state: Checkup) -> Finding:
    """Say what the database holds, or what is wrong with it."""
    if state.problem is not None:
        return Finding("database", False, state.problem)
    if not state.size:
        return Finding("database", True, f"{_shown(settings)} will be created at the first start")
    size = f"{state.size / 1_000_000:.1f} MB"
    kept = f"{state.feeds} feeds ({state.failing} failing), {state.items} articles"
    return Finding("database", True, f"{_shown(settings)}: {size}, {kept}")


def _shown(settings: Settings) -> str:
    place = settings.database
    return place.shown if isinstance(place, ServerUrl) else str(place)


def privacy(settings: Settings) -> Finding | None:
    """Say which files with secrets are open to others; None where none is."""
    files = [place for place in (settings.database, Path(".env")) if isinstance(place, Path)]
    shown = [str(path) for path in files if path.is_file() and is_open_to_others(path)]
    if not shown:
        return None
    names = " ".join(shown)
    return Finding("secrets", False, f"others on this machine can read them: chmod 600 {names}")


async def _reader() -> Finding:
    """Start a process that reads documents, as each poll does."""
    try:
        async with ParserPool.open(workers=1) as pool:
            await pool.try_out()
    except (FeedError, OSError) as e:
        return Finding("reader", False, f"documents cannot be read, the process for it ended: {e}")
    return Finding("reader", True, "documents are read by a process of their own")


async def language_model(settings: Settings) -> Finding:
    """Ask the language model for one word."""
    if not settings.summary_model:
        return Finding("model", False, "SUMMARY_MODEL is not set: name the model to ask")
    async with ChatEndpoint.open(
        settings.summary_api_url, key=settings.summary_api_key, model=settings.summary_model
    ) as endpoint:
        try:
            await endpoint.ask("Answer with one word.", "Say: yes.", max_tokens=_A_WORD)
        except ModelError as e:
            if e.cause == ONLY_THOUGHT:
                return Finding("model", False, _only_thinks(settings.summary_model))
            if e.cause != CUT_SHORT:  # that is an answer, too
                return Finding("model", False, f"SUMMARY_API_URL gives no answer ({e.cause})")
        learnt = f", asked with {', '.join(endpoint.learnt)}" if endpoint.learnt else ""
    return Finding("model", True, f"SUMMARY_API_URL answers as {settings.summary_model}{learnt}")


def _only_thinks(model: str) -> str:
    return (
        f"SUMMARY_API_URL gives no answer: {model} thinks aloud and says nothing;"
        " turn its thinking off there, or name another model"
    )


async def _web(settings: Settings, url: str) -> Finding:
    proxy = settings.proxies.for_url(url)
    way = f" through the proxy {shown(proxy)}" if proxy else ""
    try:
        async with open_fetcher(settings) as fetcher:
            await fetcher.fetch(url, now=utcnow())
    except FeedError as e:
        doubt = "is PROXY right" if proxy else "is there a network"
        if isinstance(e, AddressRefused):
            doubt = "where names lead to 198.18.0.0/15, is that in ALLOWED_NETWORKS"
        return Finding("web", False, f"{url} does not answer{way} ({e.cause}): {doubt}?")
    return Finding("web", True, f"{url} answers{way}")


async def bridge(settings: Settings) -> Finding:
    """Ask whether the bridge runs."""
    try:
        async with open_fetcher(settings) as fetcher:
            await fetcher.fetch(settings.bridge_url, now=utcnow())
    except FeedError as e:
        return Finding("bridge", False, f"BRIDGE_URL does not answer ({e.cause}): does it run?")
    return Finding("bridge", True, "BRIDGE_URL answers")


async def discord(settings: Settings) -> AsyncIterator[Finding]:
    """Ask Discord whose the token is, and how late it is."""
    base = settings.api_base
    way = f" (asked at {base}, as DISCORD_API_BASE says)" if base else ""
    try:
        bot = await who_am_i(settings.require_token(), settings.proxies, base)
    except (ConfigError, Disconnected) as e:
        yield Finding("discord", False, f"{e}{way}")
        return
    whose = f"the token is {bot.name}'s{way}"
    links = (
        f"invite it with\n       {invite_url(bot.application_id)}\n"
        "       or add it to your account, where its Installation allows that, with\n"
        f"       {account_url(bot.application_id)}"
    )
    yield Finding("discord", True, f"{whose}; {links}")
    yield say_clock(bot.clock_ahead)
