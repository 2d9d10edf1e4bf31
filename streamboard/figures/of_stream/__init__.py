"""Figures of a stream, a file each, named as its tag."""
