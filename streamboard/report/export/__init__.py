"""Formats of reports, a module each."""
