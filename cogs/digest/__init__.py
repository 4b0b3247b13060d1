"""The `/digest` commands, one cog a theme."""
