"""The `/feed` commands, one cog a theme."""
