"""Statements of upkeep: housekeeping, erasing, vitals, a clock that was wrong."""
