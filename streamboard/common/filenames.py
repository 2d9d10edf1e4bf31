"""Parts of file names: the user's words, and the time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

_MOST_SLUG = 40
_MOST_NAME = 150
"""Bytes; file systems allow 255, so a number and an ending fit."""


def slug(text: str, default: str) -> str:
    """Return a text's start in lower-case ASCII letters, digits and hyphens, or `default`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_MOST_SLUG].rstrip("-") or default


def stamp(at: datetime) -> str:
    """Format a time so that names sort: `2026-01-02T03-04-05`."""
    return f"{at:%Y-%m-%dT%H-%M-%S}"


def file_names(names: Iterable[str], ending: str) -> list[str]:
    """Return a distinct file name for each name, also if case is ignored.

    Letters and digits of any script stay; hyphens replace all else. `ending` has no dot.
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
    signs = (
        sign if unicodedata.category(sign)[0] in "LMN" or sign in "._" else "-"
        for sign in unicodedata.normalize("NFC", name)
    )
    stem = re.sub(r"-+", "-", "".join(signs)).strip("-.")
    short = stem.encode("utf-8", "ignore")[:_MOST_NAME].decode("utf-8", "ignore")
    return short.strip("-.") or "answer"
