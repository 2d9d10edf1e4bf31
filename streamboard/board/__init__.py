"""The board, folded from run events: no Textual, no network, no clock."""
