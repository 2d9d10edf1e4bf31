"""Types of text."""

from __future__ import annotations

from typing import Annotated

from streamboard.documents.readers import ReadBy, UnfitError
from streamboard.safety.name_letters import not_a_name

_LONGEST_NAME = 200


def some_text(value: object) -> object:
    """Refuse blank text; pass other types through."""
    if isinstance(value, str) and not value.strip():
        raise UnfitError("is empty", "give it a text, or remove the key")
    return value


def _name(value: object) -> object:
    value = some_text(value)
    if isinstance(value, str) and (problem := not_a_name(value)):
        raise UnfitError(problem, "remove it; a name is one line of visible letters in any script")
    if isinstance(value, str) and len(value) > _LONGEST_NAME:
        raise UnfitError(f"is longer than {_LONGEST_NAME} characters")
    return value


Text = Annotated[str, ReadBy(some_text)]
"""Not blank."""

Name = Annotated[str, ReadBy(_name)]
"""One line of visible letters."""
