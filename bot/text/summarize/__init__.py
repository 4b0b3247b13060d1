"""Extractive summaries: which sentences stand alone and tell most; pure."""
