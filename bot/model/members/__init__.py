"""What members keep for themselves, as values: alerts and saved articles."""
