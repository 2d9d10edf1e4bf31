"""The ways in which a run is told on standard output while it goes on; `catalogue` names them."""
