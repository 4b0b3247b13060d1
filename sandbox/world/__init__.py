"""What the sandbox's Discord holds: state, lookups, permissions, posting."""
