"""What keeps users safe: clean text, hidden secrets, private files, bounded nesting, and no traceback."""
