"""TODO: bot/transfer/opml."""
