"""Ways to report a run on standard output as it runs."""
