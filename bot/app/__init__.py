"""The composition root, a module for each storey of it."""
