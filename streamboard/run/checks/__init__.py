"""Checks on answers: how they are named, written and judged as an answer arrives.

`kinds` is light; the others load their libraries when a check needs them.
"""
