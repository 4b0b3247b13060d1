"""The statements of digests and their printed editions."""
