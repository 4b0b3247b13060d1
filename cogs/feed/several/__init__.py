"""Several feeds at once: `/feed many`, `import`, `export` and `defaults`."""
