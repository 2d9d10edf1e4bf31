"""What lies over the board and is left again: help, inspector, forms and pickers."""
