"""Comparisons in words: on the terminal, as Markdown and as JSON."""
