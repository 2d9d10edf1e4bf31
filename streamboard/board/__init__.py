"""What the screen shows, folded from run events: no Textual, no network, no clock of its own."""
