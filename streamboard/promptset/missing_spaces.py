"""Keys that YAML reads as text for lack of a space after the colon: `- prompt:hi`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streamboard.documents.document import Document, Spot
from streamboard.documents.findings import Finding, Path
from streamboard.documents.mistakes import lines_of
from streamboard.documents.sections import keys_at
from streamboard.documents.structs import FieldsOf
from streamboard.promptset.schema import PromptSet

_KEY = re.compile(r"\s*(?P<key>[A-Za-z_]+)\s*(?:\uff1a|:(?!//)(?=[^ \n]))\s*(?P<value>.{0,20})")
"""Also with a wide colon or an odd space after the key."""
_COLON = re.compile("[:\uff1a]")
_QUOTED = frozenset("\"'|>")
"""Starts of texts that are meant to be text."""


def swallowed(document: Document) -> Iterator[Finding]:
    for path, spot in document.values.items():
        source = document.source[spot.start : spot.end]
        if path and source[:1] not in _QUOTED and _COLON.search(source) and _is_text(document, path):
            yield from _within(source, path, spot, _known_at(path))


def _within(source: str, path: Path, spot: Spot, known: frozenset[str]) -> Iterator[Finding]:
    for number, line in enumerate(lines_of(source)):
        begins = _KEY.match(line)
        if begins is None or (key := begins["key"]).lower() not in known:
            continue
        if number == 0 and isinstance(path[-1], str):
            continue  # It is the value of a key already.
        what = f"has `{key}` as a part of the text, since no space follows its colon"
        column = begins.start("key") + (spot.column if number == 0 else 1)
        hint = f"did you mean `{key}: {begins['value'].strip()}`?"
        yield Finding(path, what, hint, place=(spot.line + number, column))


def _is_text(document: Document, path: Path) -> bool:
    value = document.data
    for part in path:
        value = value[part]
    return isinstance(value, str)


def _known_at(path: Path) -> frozenset[str]:
    """Keys of the mapping that the text is in or replaces."""
    for keys in (keys_at(PromptSet, path), keys_at(PromptSet, path[:-1])):
        if keys is not None and not isinstance(keys, FieldsOf):
            return frozenset(keys.types())
    return frozenset()
