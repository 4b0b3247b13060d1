"""Titles and leads in the reader's language, by the operator's language model."""
