"""The screen of the app: the board, its actions and its frame."""
