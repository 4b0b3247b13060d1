"""The inverted index: postings in segments, a snapshot to read, the indexer that merges."""
