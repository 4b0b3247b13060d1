"""Dates as feeds write them: read, or none; never guessed."""
