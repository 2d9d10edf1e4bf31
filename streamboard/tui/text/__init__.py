"""The texts of answers."""
