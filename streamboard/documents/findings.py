"""A finding: one thing wrong with a document, by its path in the data.

`document.Document` turns findings into mistakes, which know their line and column.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indices from the top of the data: `("prompts", 0, "limits", "idle")`."""

# A likely word is sought among so many; more would only cost time.
_COMPARED_AT_MOST = 200
_LISTED_AT_MOST = 30


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    path: Path
    """Where it is wrong; for something missing, where it is missing from."""
    what: str
    """What is wrong, as the rest of a sentence that begins with the path."""
    hint: str = ""
    """What was meant, or what to do."""
    on_key: bool = False
    """It is the key that is wrong and not its value."""
    needle: str = ""
    """The part of the value's text that is wrong, if it is a part of it."""
    covers: bool = True
    """Whether further findings at this path and below would only repeat this one."""
    secret: bool = False
    """The value must not be shown."""
    place: tuple[int, int] | None = None
    """Line and column, where the path does not tell them."""
    missing: str = ""
    """The key that is missing from the mapping at `path`."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that was most likely meant, if one is near enough."""
    folded = {known.lower()[:100]: known for known in itertools.islice(words, _COMPARED_AT_MOST)}
    close = difflib.get_close_matches(word.lower()[:100], folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """`did you mean ...?` with the nearest word, else the list of all of them."""
    words = list(words)
    near = nearest(word, words)
    if near is not None:
        return f"did you mean `{near}`?"
    listed = ", ".join(words[:_LISTED_AT_MOST]) + (", ..." if len(words) > _LISTED_AT_MOST else "")
    return f"known here: {listed}" if words else ""


def quoted(value: object) -> str:
    """A value from the file in backticks, shortened; `this` for a mapping or a list."""
    if isinstance(value, dict | list | tuple):
        return "this"
    text = str(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:60]}…`"


def where(path: Path) -> str:
    """A path as it is shown: `prompts[0].limits.idle`."""
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.removeprefix(".")


def without_repetitions(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order, without those that an earlier one covers."""
    kept: list[Finding] = []
    covered: set[Path] = set()
    for finding in findings:
        if not finding.missing and any(
            finding.path[:end] in covered for end in range(1, len(finding.path) + 1)
        ):
            continue
        kept.append(finding)
        if finding.covers and not finding.missing:
            covered.add(finding.path)
    return kept
