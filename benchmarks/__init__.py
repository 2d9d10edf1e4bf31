"""The performance claims, as commands anyone can run: `python -m benchmarks`."""
