"""Tests mirror `bot/` and `cogs/`; docs/testing.md tells how to write one."""
