"""The runs that are kept: what each file says of its run, their index, tags, filters, pruning; and votes."""
