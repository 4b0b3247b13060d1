"""Feeds and their items as values: what is read, followed, imported and translated."""
