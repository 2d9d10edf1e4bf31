"""A report as one HTML file without network access or scripts."""
