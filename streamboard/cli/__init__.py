"""The command line: its commands and options, and the ways in which a run is shown."""
