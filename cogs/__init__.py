"""The conversation with users: each cog reads arguments, makes one call, gives one answer."""
