"""Saved articles: the message menu and the buttons that save, and `/saved`."""
