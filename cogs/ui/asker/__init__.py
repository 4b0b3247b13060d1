"""Who asks: what they may do, what they see, how often, and where they are answered."""
