"""Drawing figures: values with their signs, lines of figures, the ribbon of gaps, plots."""
