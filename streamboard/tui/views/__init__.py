"""The views of a board, and what draws them."""
