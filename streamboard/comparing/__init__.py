"""Runs set beside each other: what differs in how they were made, in figures and in answers; and gates."""
