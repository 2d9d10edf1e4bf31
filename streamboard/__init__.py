"""Many language-model streams side by side, measured truly."""
