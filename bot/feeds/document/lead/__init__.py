"""The lead of an entry: its texts without boilerplate, divided; knows no feed format."""
