"""Comparisons of runs, and gates on them."""
