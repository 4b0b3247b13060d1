"""Tools of the workshop: nothing here is part of the bot, and nothing of the bot knows it."""
