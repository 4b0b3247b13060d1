"""Gazette: a Discord bot that delivers news digests. The rooms are told in docs/design.md."""

__version__ = "1.0.0"
