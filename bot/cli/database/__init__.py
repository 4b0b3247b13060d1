"""TODO: bot/cli/database."""
