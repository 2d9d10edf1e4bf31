"""The texts of answers: turned into lines, rendered, read, searched and selected."""
