"""The database as a file: where it is, who holds it, is it whole, its backup and restore."""
