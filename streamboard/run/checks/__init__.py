"""Checks on answers: what they are called, how they are written, and how they are judged as an answer comes.

`kinds` is light, for everybody; what compiles a check or judges it loads its libraries when one is there.
"""
