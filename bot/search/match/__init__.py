"""Which documents match a query: its plan, the index's answer, and what only a text decides."""
