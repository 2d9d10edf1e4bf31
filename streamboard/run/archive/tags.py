"""The user's tags on runs, in a file beside them. Writing raises OSError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from streamboard.common.errors import UsageError
from streamboard.safety import private_files
from streamboard.safety.name_letters import is_text, not_a_name
from streamboard.safety.paths import shown
from streamboard.safety.sanitise import clean_line

_NAME = "tags.json"
_MOST_BYTES = 10_000_000
_MOST_TAG = 40
_Tags = dict[str, list[str]]


def read(folder: Path) -> dict[str, list[str]]:
    """Return tags by file name; none if the file is unusable."""
    try:
        return msgspec.json.decode(private_files.read(folder / _NAME, _MOST_BYTES), type=_Tags)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return {}


def checked(words: Iterable[str]) -> list[str]:
    """Return distinct tags.

    Raises:
        UsageError: A word cannot be a tag.
    """
    found = [word.strip() for word in words]
    for word in found:
        if not word or not_a_name(word) or len(word) > _MOST_TAG or " " in word or ":" in word:
            raise UsageError(
                f"{clean_line(word) or 'An empty text'} cannot be a tag.",
                f"A tag is one word of at most {_MOST_TAG} letters, without a colon.",
            )
    return list(dict.fromkeys(found))


def change(folder: Path, names: Iterable[str], *, add: Iterable[str] = (), take: Iterable[str] = ()) -> None:
    """Add and remove tags.

    Raises:
        UsageError: A file name is no text.
    """
    tags, add, take = read(folder), list(add), set(take)
    for name in names:
        if not is_text(name):
            raise UsageError(f"The name {shown(name)} is no text, and has no tags.", "Rename the file.")
        tags[name] = [tag for tag in dict.fromkeys([*tags.get(name, ()), *add]) if tag not in take]
    _write(folder, tags)


def forget(folder: Path, names: Iterable[str]) -> None:
    tags = read(folder)
    gone = set(names)
    if gone & set(tags):
        _write(folder, {name: words for name, words in tags.items() if name not in gone})


def _write(folder: Path, tags: Mapping[str, list[str]]) -> None:
    kept = {name: words for name, words in sorted(tags.items()) if words}
    private_files.replace(folder / _NAME, msgspec.json.format(msgspec.json.encode(kept)))
