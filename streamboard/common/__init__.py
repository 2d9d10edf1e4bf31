"""What every package may use: errors, units, bounds, file names and garbage collection."""
