"""Checks on answers; their slow libraries load when needed."""
