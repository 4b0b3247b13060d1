"""TODO: cogs/feed/several."""
