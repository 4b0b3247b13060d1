"""The two engines behind the store: SQLite in one file (the default), and PostgreSQL."""
