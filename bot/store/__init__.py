"""Every SQL statement of the project, its migrations and its transactions."""
