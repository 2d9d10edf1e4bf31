"""YAML documents: data with the place of every key, and all mistakes at once."""
