"""Workers: the one loop that runs every service, and the pool of bounded workers of two of them."""
