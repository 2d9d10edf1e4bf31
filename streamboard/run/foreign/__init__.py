"""Files of other tools, told as the events of a run: one file each, and its name in `catalogue`."""
