"""What a subscription becomes by a change: its settings, as values and as somebody types them."""
