"""A feed's address in, new items out: find, fetch, read, tell new from known, poll again."""
