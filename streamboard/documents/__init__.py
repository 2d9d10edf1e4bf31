"""YAML documents: read with the place of every key, checked, and every mistake told at once.

Nothing here knows what a document is about; that is for prompt sets and settings to say.
"""
