"""The runs that are kept: what each file says of its run, an index of that, tags, filters and pruning."""
