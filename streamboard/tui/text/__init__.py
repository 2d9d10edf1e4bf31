"""The texts of answers: wrapped, rendered, read, searched and selected."""
