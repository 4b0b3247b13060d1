"""Alerts: tell a member by direct message when an item matches their words."""
