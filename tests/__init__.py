"""Tests mirror `bot/` and `cogs/`; tests/README.md tells how to write one."""
