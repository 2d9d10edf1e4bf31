"""YAML documents, whatever they hold: data with the place of every key; reports all mistakes."""
