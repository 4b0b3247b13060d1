"""WebSub: feeds that name a hub are pushed; polling goes on, more slowly."""
