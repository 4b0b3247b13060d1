"""OPML, read and written: ours and what other readers make of it."""
