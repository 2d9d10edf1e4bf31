"""What is wrong with a check's value."""

from __future__ import annotations


class ValueRefusedError(ValueError):
    """A value of the right type that no answer can be judged by.

    Attributes:
        part: The wrong part of a text; may be empty.
        path: The problem's place in a mapping, from the top.
    """

    def __init__(self, what: str, hint: str, part: str = "", path: tuple[str | int, ...] = ()) -> None:
        super().__init__(what)
        self.what, self.hint, self.part, self.path = what, hint, part, path
