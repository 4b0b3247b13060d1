"""Summaries on request: of an article, a feed, a subject, a day; offline, or by a model."""
