"""Judges checks on an answer while its text comes.

A piece of text costs what its own length costs, however long the answer is: only patterns look at the text
before it, at lengths that grow by a tenth and within a budget, and only JSON, equality and the rest of the
patterns wait for the end.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import msgspec

from streamboard.run.checks.patterns import PatternError, compiled
from streamboard.run.checks.schemas import Schema, SchemaError, schema_of
from streamboard.run.plan import Check
from streamboard.safety.nesting import nested_deeper

MOST_READ = 500_000
"""How many characters of an answer are kept for patterns, JSON and equality."""
LONG = 20_000
"""A pattern is tried on more characters than this only at the end, away from the event loop."""
_BUDGET_NS = 10_000_000
"""How much time a pattern may take, all in all, while the text comes."""
_END_ANCHORS = ("$", r"\z")


class Judgement(NamedTuple):
    """How a check went."""

    passed: bool
    at: int
    """When it was so first: the stamp of the piece of text that met or broke it, else the end."""
    why: str = ""
    """Why it did not pass, where its kind does not say that."""


class Ending(NamedTuple):
    """How a whole answer ended."""

    text_at: int
    """When its last text came."""
    at: int
    stop_reason: str | None


class Kept:
    """The text of an answer, up to `MOST_READ` characters."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.chars = 0
        """How many characters came, including those that are not kept."""

    def add(self, text: str) -> None:
        """Keep the next piece of text."""
        if self.chars < MOST_READ:
            # Half of a surrogate pair, which a server may send, has no place in UTF-8.
            whole = text if text.isascii() else text.encode(errors="replace").decode()
            self._pieces.append(whole[: MOST_READ - self.chars])
        self.chars += len(text)

    @property
    def whole(self) -> bool:
        """Whether all of it is kept."""
        return self.chars <= MOST_READ

    @property
    def text(self) -> str:
        """What is kept."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""


class Judge(Protocol):
    """Judges one check on one answer, once."""

    def take(self, t: int, text: str) -> Judgement | None:
        """Take the next piece of text; None leaves the verdict open."""

    def finish(self, ending: Ending) -> Judgement:
        """The verdict on the whole answer."""


class Checks:
    """All checks on one answer; each is judged once."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._kept = Kept()
        judges = (_judge(check, self._kept) for check in checks)
        self._open = {index: judge for index, judge in enumerate(judges) if judge is not None}
        """The judges of the checks that are still open, by the check's place."""
        self._keeps = any(check.kind in _READERS for check in checks)
        self._text_at: int | None = None

    def take(self, t: int, text: str) -> list[tuple[int, Judgement]]:
        """Take the next piece of text; the checks that it decides, by place."""
        self._text_at = t
        if self._keeps:
            self._kept.add(text)
        found = []
        for index, judge in self._open.items():
            if (verdict := judge.take(t, text)) is not None:
                found.append((index, verdict))
        for index, _ in found:
            del self._open[index]
        return found

    @property
    def long(self) -> bool:
        """Whether `finish` may take so long that it belongs into a thread of its own."""
        return self._kept.chars > LONG and any(isinstance(judge, _Matches) for judge in self._open.values())

    def finish(self, t: int, stop_reason: str | None) -> list[tuple[int, Judgement]]:
        """The answer is whole: the verdicts on all checks that are open, by place."""
        ending = Ending(t if self._text_at is None else self._text_at, t, stop_reason)
        found = [(index, judge.finish(ending)) for index, judge in self._open.items()]
        self._open.clear()
        return found


def prepare(checks: Iterable[Check]) -> None:
    """Load and compile what these checks need, which takes a while the first time."""
    for check in checks:
        _judge(check, Kept())


def _judge(check: Check, kept: Kept) -> Judge | None:
    """The judge of a check; None if its kind is not known here, as in a file of a later version."""
    make = _JUDGES.get(check.kind)
    try:
        return None if make is None else make(check.value, kept)
    except (PatternError, SchemaError) as error:
        return _Refused(error.what)
    except TypeError:
        return _Refused("its value is of the wrong type")


class _Refused:
    """Of a check that nobody can meet, in a plan that no prompt set made."""

    def __init__(self, why: str) -> None:
        self._why = why

    def take(self, t: int, text: str) -> None:
        return None

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(False, ending.at, self._why)


class _Contains:
    def __init__(self, wanted: Any, *, wants: bool) -> None:
        self._wanted = _text(wanted)
        self._wants = wants
        self._tail = ""
        """The end of what came: the text may stand across two pieces."""

    def take(self, t: int, text: str) -> Judgement | None:
        window = self._tail + text
        if self._wanted in window:
            return Judgement(self._wants, t)
        behind = len(self._wanted) - 1
        self._tail = window[-behind:] if behind else ""
        return None

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(not self._wants, ending.text_at)


class _MaxWords:
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


class _StopReason:
    def __init__(self, wanted: Any) -> None:
        self._wanted = _text(wanted)

    def take(self, t: int, text: str) -> None:
        return None

    def finish(self, ending: Ending) -> Judgement:
        passed = ending.stop_reason == self._wanted
        why = "" if passed else f"it ended with {ending.stop_reason or 'none'}"
        return Judgement(passed, ending.at, why)


class _Equals:
    def __init__(self, wanted: Any, kept: Kept) -> None:
        self._wanted = _text(wanted).strip()
        self._kept = kept

    def take(self, t: int, text: str) -> None:
        return None

    def finish(self, ending: Ending) -> Judgement:
        return Judgement(self._kept.whole and self._kept.text.strip() == self._wanted, ending.text_at)


class _Json:
    def __init__(self, wanted: Any, kept: Kept) -> None:
        self._schema: Schema | None = schema_of(wanted) if isinstance(wanted, dict) else None
        self._kept = kept

    def take(self, t: int, text: str) -> None:
        return None

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


class _Matches:
    """Finds the first moment at which the text so far matched; see `patterns` for why that is bounded."""

    def __init__(self, pattern: Any, kept: Kept) -> None:
        self._search: Callable[[str], Any] = compiled(_text(pattern)).search
        self._of_the_end = any(anchor in pattern for anchor in _END_ANCHORS)
        self._kept = kept
        self._next = 1
        self._spent_ns = 0
        self._ends, self._stamps = array("q"), array("q")
        """Of each piece since the text last failed to match: the text's length after it, and its stamp."""

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
        """The verdict if the text matches so far, and will whatever it goes on with."""
        text = self._kept.text
        match = self._search(text)
        if match is None:
            del self._ends[:-1], self._stamps[:-1]
            return None
        # The next character may be one before which no word ends, as `\b` asks.
        return Judgement(True, self._first()) if match.end() < len(text) else None

    def _first(self) -> int:
        """The stamp of the first piece up to which the text matches, given that all of it does."""
        text = self._kept.text
        first = bisect_left(self._ends, True, key=lambda end: self._search(text[:end]) is not None)
        return self._stamps[min(first, len(self._stamps) - 1)]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


_READERS = frozenset(("matches", "json", "equals"))
"""The kinds that need the text before the latest piece."""
_JUDGES: dict[str, Callable[[Any, Kept], Judge]] = {
    "contains": lambda value, _: _Contains(value, wants=True),
    "not_contains": lambda value, _: _Contains(value, wants=False),
    "matches": _Matches,
    "json": _Json,
    "equals": _Equals,
    "max_words": lambda value, _: _MaxWords(value),
    "stop_reason": lambda value, _: _StopReason(value),
}
