"""Votes on answers: ballots, and what they come to."""
