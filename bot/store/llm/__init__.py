"""Statements for what a language model answered: summaries, translations, its budget."""
