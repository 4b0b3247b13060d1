"""Saved articles: what members keep for themselves, find again, take along and bring back."""
