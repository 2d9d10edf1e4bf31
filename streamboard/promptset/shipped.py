"""The prompt sets that come with streamboard, and those that lie nearby."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streamboard.safety.paths import is_file, is_folder

_LOOKED_AT = 100_000
"""Characters of a file that are searched for what makes it a prompt set."""
_TITLE = re.compile(r"^title:[ \t]*(?P<title>[^\n#]{1,200})", re.MULTILINE)
_PACKAGE = Path(__file__).parents[1]
USUAL = "demo"
"""The set to begin with."""


class Found(NamedTuple):
    """A file that looks like a prompt set."""

    path: Path
    title: str
    """As the file has it; empty if it has none. Unsanitised."""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


def shipped() -> list[Found]:
    """The sets that come with streamboard, the one to begin with first."""
    # In a wheel they lie in the package, in a clone beside it.
    folder = next((at for at in (_PACKAGE / "prompts", _PACKAGE.parent / "prompts") if is_folder(at)), None)
    found = [] if folder is None else [*_sets_in(folder)]
    return sorted(found, key=lambda each: (each.name != USUAL, each.name))


def nearby(folder: Path) -> list[Found]:
    """The sets in a folder and in its `prompts`, by path, without those that come with streamboard."""
    own = {each.path.resolve() for each in shipped()}
    found = [*_sets_in(folder), *_sets_in(folder / "prompts")]
    return sorted(each for each in found if each.path.resolve() not in own)


def _sets_in(folder: Path) -> Iterator[Found]:
    for path in folder.glob("*.y*ml"):
        if is_file(path) and (text := _beginning(path)) is not None:
            title = _TITLE.search(text)
            yield Found(path, title["title"].strip().strip("\"'") if title else "")


def _beginning(path: Path) -> str | None:
    """The beginning of a file that looks like a prompt set; None for others."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_LOOKED_AT)
    except OSError:
        return None
    return text if re.search(r"^prompts:", text, re.MULTILINE) else None
