"""What the screens are made of; each draws board state and keeps none of its own but scroll and size."""
