"""Figures as they are drawn: a value with its sign, a line of them, a ribbon of gaps, a plot."""
