"""YAML documents: read with the place of every key, and checked with all mistakes reported at once.

Nothing here knows what a document is about; prompt sets and settings define that.
"""
