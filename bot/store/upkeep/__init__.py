"""TODO: bot/store/upkeep."""
