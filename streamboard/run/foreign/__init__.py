"""Other tools' files as events of a run: a module each."""
