"""What several processes of a bot agree on: their place, their share, pace and wake-ups."""
