"""The contract between engine, board, run file and reports; it imports none of them."""
