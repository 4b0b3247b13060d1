"""The statements of feeds, items and subscriptions."""
