"""Reconciliation: what a restored database does not know is read back from the channels."""
