"""What a Discord message is: its parts, limits, markdown and JSON, and what a channel allows."""
