"""The sandbox's objects written as Discord's JSON."""
