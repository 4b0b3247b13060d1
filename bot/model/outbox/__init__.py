"""Deliveries as values: their states, what became of them, and what was found after a restore."""
