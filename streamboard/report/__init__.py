"""Reports on runs, beside the board."""
