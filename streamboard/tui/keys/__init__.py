"""Keys and the actions they trigger."""
