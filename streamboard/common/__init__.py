"""What every room may use: errors, units, bounds, file names, and the pace of the garbage collector."""
