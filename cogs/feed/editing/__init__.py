"""`/feed edit`: the panel, its forms, and what they do."""
