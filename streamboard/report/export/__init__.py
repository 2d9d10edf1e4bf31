"""The table of figures as files. Each format is a file of its own, and `catalogue` names them."""
