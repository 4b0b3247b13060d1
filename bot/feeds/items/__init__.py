"""Dedupe: which items of a document are new, changed or known; keys, kinds and dates."""
