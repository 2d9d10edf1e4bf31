"""A report of runs as one HTML file that needs no network and runs no script."""
