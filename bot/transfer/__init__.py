"""Take a server's feeds and settings out to a file, and bring them in from one."""
