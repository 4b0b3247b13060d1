"""Addresses in texts and logs: made absolute, masked, rid of what tracks; asks for none."""
