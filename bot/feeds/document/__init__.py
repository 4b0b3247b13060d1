"""A feed's document read: bytes sniffed, RSS, Atom, RDF and JSON Feed parsed into values."""
