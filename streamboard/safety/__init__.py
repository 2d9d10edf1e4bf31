"""Keeps what is shown, stored and started safe for the user."""
