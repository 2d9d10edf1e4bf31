"""Judges checks while text arrives; each piece costs only its own length."""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import msgspec

from streamboard.run.checks.patterns import compiled
from streamboard.run.checks.schemas import Schema, schema_of
from streamboard.safety.nesting import nested_deeper

MOST_READ = 500_000
"""Characters kept for patterns, JSON and equality."""
LONG = 20_000
"""Characters; on longer text patterns run only at the end, off the event loop."""
_BUDGET_NS = 10_000_000
"""A pattern's total time while text arrives."""
_END_ANCHORS = ("$", r"\z")


class Judgement(NamedTuple):
    passed: bool
    at: int
    """When the deciding piece of text came, else the end."""
    why: str = ""
    """As in `CheckResult`."""


class Ending(NamedTuple):
    text_at: int
    """When the last text came."""
    at: int
    stop_reason: str | None


class KeptText:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.chars = 0
        """Received, kept or not."""

    def add(self, text: str) -> None:
        if self.chars < MOST_READ:
            # Servers may send lone surrogates, which UTF-8 cannot encode.
            whole = text if text.isascii() else text.encode(errors="replace").decode()
            self._pieces.append(whole[: MOST_READ - self.chars])
        self.chars += len(text)

    @property
    def whole(self) -> bool:
        return self.chars <= MOST_READ

    @property
    def text(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""


class Judge(Protocol):
    def take(self, t: int, text: str) -> Judgement | None:
        """Take the next piece of text; None leaves the verdict open."""

    def finish(self, ending: Ending) -> Judgement: ...


class _AtTheEnd:
    """Judges nothing before the answer has ended."""

    def take(self, t: int, text: str) -> None:
        return None


class Refused(_AtTheEnd):
    """Fails an impossible check, in a plan not made from a prompt set."""

    def __init__(self, why: str) -> None:
        self._why = why

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(False, ending.at, self._why)


class Contains:
    def __init__(self, wanted: Any, *, wants: bool) -> None:
        self._wanted = _text(wanted)
        self._wants = wants
        self._tail = ""
        """A match may span pieces."""

    def take(self, t: int, text: str) -> Judgement | None:
        window = self._tail + text
        if self._wanted in window:
            return Judgement(self._wants, t)
        behind = len(self._wanted) - 1
        self._tail = window[-behind:] if behind else ""
        return None

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(not self._wants, ending.text_at)


class MaxWords:
    def __init__(self, most: Any) -> None:
        if type(most) is not int:
            raise TypeError
        self._most = most
        self._words = 0
        self._within = False
        """The last piece ended within a word."""

    def take(self, t: int, text: str) -> Judgement | None:
        if not text:
            return None
        self._words += len(text.split()) - (self._within and not text[0].isspace())
        self._within = not text[-1].isspace()
        return Judgement(False, t) if self._words > self._most else None

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(True, ending.text_at)


class StopReason(_AtTheEnd):
    def __init__(self, wanted: Any) -> None:
        self._wanted = _text(wanted)

    def finish(self, ending: Ending) -> Judgement:
        passed = ending.stop_reason == self._wanted
        why = "" if passed else f"it ended with {ending.stop_reason or 'none'}"
        return Judgement(passed, ending.at, why)


class Equals(_AtTheEnd):
    def __init__(self, wanted: Any, kept: KeptText) -> None:
        self._wanted = _text(wanted).strip()
        self._kept = kept

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(self._kept.whole and self._kept.text.strip() == self._wanted, ending.text_at)


class IsJson(_AtTheEnd):
    def __init__(self, wanted: Any, kept: KeptText) -> None:
        self._schema: Schema | None = schema_of(wanted) if isinstance(wanted, dict) else None
        self._kept = kept

    def finish(self, ending: Ending) -> Judgement:
        why = self._misfit()
        return Judgement(not why, ending.text_at, why)

    def _misfit(self) -> str:
        if not self._kept.whole:
            return f"it is longer than {MOST_READ:,} characters, the most that are read"
        written = self._kept.text.encode()
        try:
            if nested_deeper(written):
                raise RecursionError
            value = msgspec.json.decode(written)
        except RecursionError:
            return "it is nested too deeply to be read"
        except msgspec.DecodeError as error:
            return f"it is no JSON: {str(error).removeprefix('JSON is malformed: ')}"
        return "" if self._schema is None else self._schema.misfit(value)


class Matches:
    """Finds when the text first matched, looking at lengths that grow by a tenth, within a budget."""

    def __init__(self, pattern: Any, kept: KeptText) -> None:
        self._search: Callable[[str], Any] = compiled(_text(pattern)).search
        self._of_the_end = any(anchor in pattern for anchor in _END_ANCHORS)
        self._kept = kept
        self._next = 1
        self._spent_ns = 0
        self._ends, self._stamps = array("q"), array("q")
        """Text length and time of each piece since the text last failed to match."""

    def take(self, t: int, text: str) -> Judgement | None:
        chars = self._kept.chars
        if self._ends and self._ends[-1] >= MOST_READ:
            return None
        self._ends.append(min(chars, MOST_READ))
        self._stamps.append(t)
        if chars < self._next or chars > LONG or self._of_the_end or self._spent_ns > _BUDGET_NS:
            return None
        begin = time.perf_counter_ns()
        self._next = chars + chars // 10 + 1
        verdict = self._look()
        self._spent_ns += time.perf_counter_ns() - begin
        return verdict

    def finish(self, ending: Ending) -> Judgement:
        if self._search(self._kept.text) is None:
            why = "" if self._kept.whole else f"only its first {MOST_READ:,} characters were read"
            return Judgement(False, ending.text_at, why)
        return Judgement(True, ending.text_at if self._of_the_end or not self._ends else self._first())

    def _look(self) -> Judgement | None:
        """Return the verdict if the text matches, whatever follows."""
        text = self._kept.text
        match = self._search(text)
        if match is None:
            del self._ends[:-1], self._stamps[:-1]
            return None
        # The next character decides whether a word ends here, as `\b` requires.
        return Judgement(True, self._first()) if match.end() < len(text) else None

    def _first(self) -> int:
        """Return when the text first matched, given that all of it does."""
        text = self._kept.text
        first = bisect_left(self._ends, True, key=lambda end: self._search(text[:end]) is not None)
        return self._stamps[min(first, len(self._stamps) - 1)]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
