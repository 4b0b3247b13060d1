"""Point discord.py at a sandbox. The only module here that imports discord; the server never does.

The addresses are class attributes of the library, so they hold for the whole process.
"""

import discord.asset
import discord.gateway
import discord.http
import yarl


def point_client_at(base: str) -> None:
    """Make discord.py speak to the sandbox at `base`, as in http://127.0.0.1:8765."""
    discord.http.Route.BASE = f"{base}/api/v10"
    gateway = yarl.URL(base.replace("http", "ws", 1) + "/gateway/")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
    discord.asset.Asset.BASE = f"{base}/cdn"
