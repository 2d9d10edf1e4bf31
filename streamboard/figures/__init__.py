"""Figures, each defined once, in its own file, and read by all surfaces."""
