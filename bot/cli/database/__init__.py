"""The verbs that look after the database: backup, restore, move, erase, reindex."""
