"""What several processes share on one PostgreSQL server: slots, the pace, who wakes whom."""
