"""The board's screen, its actions and its frame."""
