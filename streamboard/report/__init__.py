"""What is said of a run without the board: lines as they come, a summary, exit codes."""
