"""Prompt sets that come with streamboard, and those nearby."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streamboard.safety.paths import is_file, is_folder

_LOOKED_AT = 100_000
"""Characters searched for what marks a prompt set."""
_TITLE = re.compile(r"^title:[ \t]*(?P<title>[^\n#]{1,200})", re.MULTILINE)
_PACKAGE = Path(__file__).parents[1]
USUAL = "demo"


class Found(NamedTuple):
    path: Path
    title: str
    """Not sanitised; may be empty."""

    @property
    def name(self) -> str:
        return self.path.stem


def shipped() -> list[Found]:
    # In the package in a wheel, beside it in a clone.
    folder = next((at for at in (_PACKAGE / "prompts", _PACKAGE.parent / "prompts") if is_folder(at)), None)
    found = [] if folder is None else [*_sets_in(folder)]
    return sorted(found, key=lambda each: (each.name != USUAL, each.name))


def nearby(folder: Path) -> list[Found]:
    """Sets in a folder and its `prompts`, without shipped ones."""
    own = {each.path.resolve() for each in shipped()}
    found = [*_sets_in(folder), *_sets_in(folder / "prompts")]
    return sorted(each for each in found if each.path.resolve() not in own)


def _sets_in(folder: Path) -> Iterator[Found]:
    for path in folder.glob("*.y*ml"):
        if is_file(path) and (text := _beginning(path)) is not None:
            title = _TITLE.search(text)
            yield Found(path, title["title"].strip().strip("\"'") if title else "")


def _beginning(path: Path) -> str | None:
    """None if it is unlikely to be a prompt set."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_LOOKED_AT)
    except OSError:
        return None
    return text if re.search(r"^prompts:", text, re.MULTILINE) else None
