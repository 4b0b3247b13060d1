"""Guilds and channels as values: what is set there, by whom, and what is told of it."""
