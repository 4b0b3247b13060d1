"""Full-text search: an inverted index, boolean matching, BM25 ranking; the store has the SQL."""
