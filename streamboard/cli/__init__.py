"""The command line: commands, options, and running with or without the board."""
