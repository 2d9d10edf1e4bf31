"""What can be done on a board, by subject: objects that know the board by a protocol."""
