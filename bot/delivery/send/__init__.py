"""One delivery's messages sent over Discord's REST: paced, with a nonce, each settled."""
