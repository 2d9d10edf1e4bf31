"""Types of text in a document, and the error that field validators raise."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from streamboard.safety.letters import not_a_name

_LONGEST_NAME = 200


def mistake(what: str, hint: str = "") -> PydanticCustomError:
    """The error for a validator to raise; `explain.validate` turns it into a finding."""
    return PydanticCustomError("mistake", "{what}", {"what": what, "hint": hint})


def some_text(value: object) -> object:
    """Refuse blank text; other types are left to pydantic."""
    if isinstance(value, str) and not value.strip():
        raise mistake("is empty", "give it a text, or remove the key")
    return value


def _name(value: object) -> object:
    value = some_text(value)
    if isinstance(value, str) and (problem := not_a_name(value)):
        raise mistake(problem, "remove it; a name is one line of visible letters in any script")
    if isinstance(value, str) and len(value) > _LONGEST_NAME:
        raise mistake(f"is longer than {_LONGEST_NAME} characters")
    return value


Text = Annotated[str, BeforeValidator(some_text)]
"""Text that is not blank."""

Name = Annotated[str, BeforeValidator(_name)]
"""One line of text in any script, at most 200 characters."""
