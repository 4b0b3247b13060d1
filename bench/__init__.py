"""Benchmarks: `make bench` runs all, `make bench ARGS=name` one. Baselines run beside."""
