"""What the bot owes to channels: planned, rendered, paced, sent once, and explained."""
