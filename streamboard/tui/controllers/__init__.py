"""What can be done on a board, by subject; controllers know the board by a protocol."""
