"""The recap a channel asked for: when it is due, what stands in it, and how it reads."""
