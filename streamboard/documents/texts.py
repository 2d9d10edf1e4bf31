"""Texts in a document, and the error by which a validator says what is wrong and what was meant."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_LONGEST_NAME = 200


def mistake(what: str, hint: str = "") -> PydanticCustomError:
    """The error that says what is wrong with a field, and what was meant."""
    return PydanticCustomError("mistake", "{what}", {"what": what, "hint": hint})


def some_text(value: object) -> object:
    """Text that is not blank; other types are left to pydantic."""
    if isinstance(value, str) and not value.strip():
        raise mistake("is empty", "give it a text, or remove the key")
    return value


def _name(value: object) -> object:
    value = some_text(value)
    if isinstance(value, str) and not value.isprintable():
        raise mistake("must be one line without control characters")
    if isinstance(value, str) and len(value) > _LONGEST_NAME:
        raise mistake(f"is longer than {_LONGEST_NAME} characters")
    return value


Text = Annotated[str, BeforeValidator(some_text)]
"""Text that is not blank."""

Name = Annotated[str, BeforeValidator(_name)]
"""A name to show: one line of printable text."""
