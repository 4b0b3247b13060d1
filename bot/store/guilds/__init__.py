"""The statements of guilds, their channels and what moderators were told."""
