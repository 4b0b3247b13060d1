"""Look up what is followed: lists, one by its name, the article that somebody means."""
