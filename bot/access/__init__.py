"""What the bot and members may do and see in channels, as the gateway and Discord tell it."""
