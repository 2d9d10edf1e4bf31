"""Filters on runs: `model:haiku since:7d outcome:failed tag:keep robots`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta

from streamboard.common.errors import UsageError
from streamboard.run.archive.digest import Digest
from streamboard.run.packed import stem_of
from streamboard.safety.sanitise import clean_line

_AGE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(m|min|h|d|w|mo|y)")
_HOURS = {"m": 1 / 60, "min": 1 / 60, "h": 1, "d": 24, "w": 168, "mo": 730, "y": 8766}
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(b|kb|mb|gb|)", re.IGNORECASE)
_BYTES = {"": 1, "b": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}
_MOST_HOURS = 1e6

Matches = Callable[[Digest, Sequence[str]], bool]


def filter_of(words: Iterable[str], now: datetime) -> Matches:
    """Require all words: text, or `model:`, `since:`, `before:`, `outcome:`, `tag:`.

    Args:
        now: Local, with its zone.

    Raises:
        UsageError: A time cannot be parsed.
    """
    wanted = [_term(word, now) for word in words if word.strip()]
    return lambda run, tags: all(matches(run, tags) for matches in wanted)


def _term(word: str, now: datetime) -> Matches:
    key, colon, value = word.partition(":")
    value = value.casefold()
    if colon and value:
        match key:
            case "model":
                return lambda run, _: any(value in model.casefold() for model in run.models)
            case "since":
                since = moment(value, now)
                return lambda run, _: run.began >= since
            case "before":
                before = moment(value, now)
                return lambda run, _: run.began < before
            case "outcome":
                return lambda run, _: _ended_so(run, value)
            case "tag":
                return lambda _, tags: any(value == tag.casefold() for tag in tags)
    text = word.casefold()
    return lambda run, tags: text in _about(run, tags)


def _ended_so(run: Digest, outcome: str) -> bool:
    if outcome == "completed":
        return run.outcome == outcome
    return run.outcome == outcome or outcome in run.outcomes


def _about(run: Digest, tags: Sequence[str]) -> str:
    return "\n".join(
        [run.title, stem_of(run.file), run.outcome, *run.models, *run.endpoints, *tags]
    ).casefold()


def moment(text: str, now: datetime) -> datetime:
    """Parse a time: `today`, `yesterday`, `7d` or `12h` ago, `2026-11-01T09:30`.

    Raises:
        UsageError: It is none.
    """
    text = text.strip().casefold()
    if text in ("today", "yesterday"):
        return datetime.combine(now.date() - timedelta(days=text == "yesterday"), time()).astimezone()
    if age := _AGE.fullmatch(text):
        return now - timedelta(hours=min(float(age[1]) * _HOURS[age[2]], _MOST_HOURS))
    try:
        # Local without an offset, by the clock of that day: it may have been summer.
        return datetime.fromisoformat(text.upper()).astimezone()
    except (ValueError, OverflowError):
        raise UsageError(
            f"{clean_line(text)} is no time.", "Write `7d`, `12h`, `yesterday` or `2026-11-01`."
        ) from None


def size_of(text: str) -> int:
    """Parse a size in bytes: `500MB`, `1.5 GB`, `20000`.

    Raises:
        UsageError: It is none.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{clean_line(text)} is no size.", "Write `500MB` or `1.5GB`.")
    return int(float(found[1]) * _BYTES[found[2].casefold()])
