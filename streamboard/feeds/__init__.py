"""Sources of run events: a running engine process, or a run file."""
