"""TODO: bot/follow/edit."""
