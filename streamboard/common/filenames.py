"""Parts of file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

_MOST_SLUG = 40
_MOST_NAME = 150
"""Bytes; file systems allow 255, so a number and an ending fit."""


def slug(text: str, default: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_MOST_SLUG].rstrip("-") or default


def stamp(at: datetime) -> str:
    """Format a time so that names sort."""
    return f"{at:%Y-%m-%dT%H-%M-%S}"


def file_names(names: Iterable[str], ending: str) -> list[str]:
    """Make names distinct even if case is ignored; keep any script's letters and digits."""
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
