"""The kept runs, and votes."""
