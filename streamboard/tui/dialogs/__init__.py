"""Dialogs over the board: help, inspector, forms and pickers."""
