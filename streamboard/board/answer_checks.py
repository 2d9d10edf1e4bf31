"""The checks on an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamboard.board.event_log import LogRow
from streamboard.run.checks.kinds import label, may_break, verdict_words
from streamboard.run.events import CheckResult
from streamboard.run.plan import Check


class CheckState:
    def __init__(self, check: Check) -> None:
        self.check = check
        self.passed: bool | None = None
        """None while undecided; stays None if the answer broke off."""
        self.at: int | None = None
        """When it was first met or broken, else when the answer ended."""
        self.why = ""
        """Why it failed, if its kind does not say so."""
        self.row: LogRow | None = None

    def take(self, event: CheckResult) -> None:
        self.passed, self.why = event.passed, event.why
        self.at = event.t if event.at_ns is None else event.at_ns

    @property
    def label(self) -> str:
        """`contains 'sky'`; not sanitised."""
        return label(self.check)

    def after_ns(self, zero: int | None) -> int | None:
        """From the request; None while undecided."""
        return None if zero is None or self.at is None else max(self.at - zero, 0)

    def words(self, zero: int | None, of_ns: int | None = None) -> str:
        """`met after 1.20 s of 4.00 s`, not sanitised; empty while undecided.

        `of_ns` is how long the whole answer took.
        """
        if self.passed is None:
            return ""
        after = self.after_ns(zero)
        return verdict_words(self.check, passed=self.passed, after_ns=after, of_ns=of_ns, why=self.why)


def passed(checks: Iterable[CheckState]) -> int:
    return sum(each.passed is True for each in checks)


def right_at(checks: Sequence[CheckState]) -> int | None:
    """When the last check was met; None unless all passed.

    Checks that hold from the start count only if there are no others.
    """
    if not checks or not all(each.passed for each in checks):
        return None
    met = [each.at for each in checks if not may_break(each.check)] or [each.at for each in checks]
    return max(at for at in met if at is not None)
