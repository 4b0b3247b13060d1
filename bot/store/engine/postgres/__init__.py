"""The store on PostgreSQL, by psycopg: needs the extra `postgres`."""
