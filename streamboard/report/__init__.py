"""Reports on a run without the screen: lines as they come, a summary, exit codes."""
