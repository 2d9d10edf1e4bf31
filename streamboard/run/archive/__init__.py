"""The kept runs: digest, index, tags, filters and pruning; and votes."""
