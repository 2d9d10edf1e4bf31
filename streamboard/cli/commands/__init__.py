"""One command a file, named like it; `catalogue` lists them."""
