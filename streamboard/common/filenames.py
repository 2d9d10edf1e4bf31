"""Parts of file names: the user's words in plain letters, and the time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

_MOST_SLUG = 40
_MOST_NAME = 150
"""Bytes of a name, which leaves room for a number and an ending: file systems take 255."""


def slug(text: str, default: str) -> str:
    """The start of a text in lower case, with hyphens in place of everything but ASCII letters and digits.

    Args:
        text: Any text.
        default: Returned if the text has no such letters or digits.
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_MOST_SLUG].rstrip("-") or default


def stamp(at: datetime) -> str:
    """A time in a form by which files sort: `2026-01-02T03-04-05`."""
    return f"{at:%Y-%m-%dT%H-%M-%S}"


def file_names(names: Iterable[str], ending: str) -> list[str]:
    """A file name for each name: its letters and digits of any script, with hyphens in place of all else.

    They differ also where a file system takes upper and lower case for the same.

    Args:
        names: Any texts.
        ending: Of all, without the dot.
    """
    found, taken = list[str](), set[str]()
    for name in names:
        stem = free = _plain(name)
        number = 1
        while unicodedata.normalize("NFC", free.casefold()) in taken:
            number += 1
            free = f"{stem}-{number}"
        taken.add(unicodedata.normalize("NFC", free.casefold()))
        found.append(f"{free}.{ending}")
    return found


def _plain(name: str) -> str:
    """The letters, marks and digits of a name, and the dots and underscores among them."""
    signs = (
        sign if unicodedata.category(sign)[0] in "LMN" or sign in "._" else "-"
        for sign in unicodedata.normalize("NFC", name)
    )
    stem = re.sub(r"-+", "-", "".join(signs)).strip("-.")
    short = stem.encode("utf-8", "ignore")[:_MOST_NAME].decode("utf-8", "ignore")
    return short.strip("-.") or "answer"
