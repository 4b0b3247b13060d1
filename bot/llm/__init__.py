"""The operator's language model: endpoint, budget, cache, and what of an answer is believed."""
