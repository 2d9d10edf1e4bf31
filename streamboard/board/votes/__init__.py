"""Votes on answers."""
