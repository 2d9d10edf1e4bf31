"""The ways to report a run on standard output while it runs; `catalogue` lists them."""
