"""A try-out on one's own machine: a feed server, the sandbox, and the bot between them."""
