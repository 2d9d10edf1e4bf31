"""The table of figures as files, a module for each format; `catalogue` lists them."""
