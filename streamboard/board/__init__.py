"""What the screen shows, folded from run events. No Textual here, no network and no clock of its own."""
