"""Feed autodiscovery: from what was typed, a site or a page, to the feeds it means."""
