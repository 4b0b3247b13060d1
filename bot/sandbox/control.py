"""The control API under /sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


def install(app: web.Application, sandbox: Sandbox) -> None:
    """Add the routes."""
