"""Services that keep the rest going: heartbeat, housekeeping, daily backups, the clock watched."""
