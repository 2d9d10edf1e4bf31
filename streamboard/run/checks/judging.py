"""Judges all checks on an answer while its text arrives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamboard.run.checks.judges import LONG, Ending, Judge, Judgement, KeptText, Refused
from streamboard.run.checks.kinds import KINDS, Keep
from streamboard.run.checks.values import ValueRefusedError
from streamboard.run.plan import Check


class Checks:
    def __init__(self, checks: Sequence[Check]) -> None:
        self._kept: KeptText | None = None
        """None if no check looks at earlier text."""
        judges = (_judge(check, self._keep) for check in checks)
        self._open = {index: judge for index, judge in enumerate(judges) if judge is not None}
        """Undecided, by index."""
        self._slow = {index for index in self._open if KINDS[checks[index].kind].slow}
        self._text_at: int | None = None

    def _keep(self) -> KeptText:
        self._kept = self._kept or KeptText()
        return self._kept

    def take(self, t: int, text: str) -> list[tuple[int, Judgement]]:
        """Return what this piece of text decides, by check index."""
        self._text_at = t
        if self._kept is not None:
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
        """Whether `finish` may need a thread."""
        return self._kept is not None and self._kept.chars > LONG and not self._slow.isdisjoint(self._open)

    def finish(self, t: int, stop_reason: str | None) -> list[tuple[int, Judgement]]:
        ending = Ending(t if self._text_at is None else self._text_at, t, stop_reason)
        found = [(index, judge.finish(ending)) for index, judge in self._open.items()]
        self._open.clear()
        return found


def prepare(checks: Iterable[Check]) -> None:
    """Load and compile what checks need, which is slow the first time."""
    for check in checks:
        _judge(check, KeptText)


def _judge(check: Check, keep: Keep) -> Judge | None:
    kind = KINDS.get(check.kind)
    try:
        return None if kind is None else kind.judge(check.value, keep)
    except ValueRefusedError as error:
        return Refused(error.what)
    except TypeError:
        return Refused("its value is of the wrong type")
