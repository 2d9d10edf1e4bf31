"""The table of figures as files. Each format is a module of its own; `catalogue` lists them."""
