"""Figures of the run, a file each, named as its tag."""
