"""Two sides of runs set beside each other, in words: on the terminal, as Markdown and as JSON."""
