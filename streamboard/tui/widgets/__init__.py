"""The widgets of the screens. They draw board state and keep only scroll positions and sizes of their own."""
