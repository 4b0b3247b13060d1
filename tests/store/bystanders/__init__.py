"""A third party stays untouched, whatever the store does for us."""
