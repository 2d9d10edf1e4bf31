"""What the claims share: the source of streams, processes to watch, a terminal to drain, tables to print."""
