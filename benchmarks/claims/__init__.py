"""One claim or a few that belong together in each module, each a command of its own."""
