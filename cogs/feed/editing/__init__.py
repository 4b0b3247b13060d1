"""TODO: cogs/feed/editing."""
