"""What is wrong with a document, by path."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""From the top: `("prompts", 0, "limits", "idle")`."""

# Known words; more only cost time.
_COMPARED_AT_MOST = 200
_LISTED_AT_MOST = 30


@dataclass(frozen=True)
class Finding:
    path: Path
    """For a missing key, the mapping that lacks it."""
    what: str
    """A predicate whose subject is the path: `has no values`."""
    hint: str = ""
    on_key: bool = False
    """The key is wrong, not its value."""
    needle: str = ""
    """The wrong part of the text; empty for all of it."""
    covers: bool = True
    """Further findings here and below would only repeat this one."""
    secret: bool = False
    """The value is to be masked in excerpts."""
    place: tuple[int, int] | None = None
    """Line and column if not the path's, as for a duplicate key."""
    by_its_letters: bool = True
    """Invisible letters may be what is wrong."""
    missing: str = ""
    """The key that the mapping at `path` lacks."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    folded = {known.lower()[:100]: known for known in itertools.islice(words, _COMPARED_AT_MOST)}
    close = difflib.get_close_matches(word.lower()[:100], folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    words = list(words)
    near = nearest(word, words)
    if near is not None:
        return f"did you mean `{near}`?"
    listed = ", ".join(words[:_LISTED_AT_MOST]) + (", ..." if len(words) > _LISTED_AT_MOST else "")
    return f"known here: {listed}" if words else ""


def choose_from(value: object, words: Sequence[str]) -> str:
    """The word that a wrong value is nearest to, else all of them."""
    near = nearest(value, words) if isinstance(value, str) else None
    return f"did you mean `{near}`?" if near else f"one of {', '.join(words)}"


def quoted(value: object) -> str:
    if isinstance(value, dict | list | tuple):
        return "this"
    text = str(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:60]}…`"


def where(path: Path) -> str:
    """As in `prompts[0].limits.idle`."""
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.removeprefix(".")


def without_repetitions(findings: Iterable[Finding]) -> list[Finding]:
    """Drop findings that an earlier one covers."""
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
