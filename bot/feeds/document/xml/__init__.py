"""RSS and Atom: split by bytes, parsed by expat or feedparser, read into one shape."""
