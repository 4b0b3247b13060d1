"""The statements of the search."""
