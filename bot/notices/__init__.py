"""Tell the moderators of a guild what keeps news from them, and when it is over."""
