"""Discord's checks of commands, components and messages."""
