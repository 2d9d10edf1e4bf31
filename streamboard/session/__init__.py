"""What the user changes during a run."""
