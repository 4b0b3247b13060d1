"""Mutation testing: one fault at a time, tried with the tests that reach its line."""
