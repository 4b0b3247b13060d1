"""Statements for what members keep for themselves: alerts and saved articles."""
