"""The checks on an attempt's answer, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamboard.board.eventlog import LogRow
from streamboard.run.checks.kinds import is_kept, label, verdict_words
from streamboard.run.events import CheckResult
from streamboard.run.plan import Check


class CheckState:
    """A check, and its verdict once there is one."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.passed: bool | None = None
        """None while it is open, and for good if the answer broke off."""
        self.at: int | None = None
        """When that was so first: it was met or broken, or the answer ended."""
        self.why = ""
        """Why it did not pass, where its kind does not say that."""
        self.row: LogRow | None = None
        """The row of the event log that tells the verdict."""

    def take(self, event: CheckResult) -> None:
        """Take the verdict."""
        self.passed, self.why = event.passed, event.why
        self.at = event.t if event.at_ns is None else event.at_ns

    @property
    def label(self) -> str:
        """`contains 'sky'`; not sanitised."""
        return label(self.check)

    def after_ns(self, zero: int | None) -> int | None:
        """The time from when the request was sent until it was decided; None while it is open."""
        return None if zero is None or self.at is None else max(self.at - zero, 0)

    def words(self, zero: int | None, of_ns: int | None = None) -> str:
        """`met after 1.20 s of 4.00 s`; empty while it is open. Not sanitised.

        Args:
            zero: When the request was sent.
            of_ns: How long the answer took, if it is over.
        """
        if self.passed is None:
            return ""
        after = self.after_ns(zero)
        return verdict_words(self.check, passed=self.passed, after_ns=after, of_ns=of_ns, why=self.why)


def passed(checks: Iterable[CheckState]) -> int:
    """How many passed."""
    return sum(each.passed is True for each in checks)


def right_at(checks: Sequence[CheckState]) -> int | None:
    """The first moment at which all checks had been met, for good; None unless all passed.

    What is kept from the start delays nothing, unless all checks are of that kind.
    """
    if not checks or not all(each.passed for each in checks):
        return None
    met = [each.at for each in checks if not is_kept(each.check)] or [each.at for each in checks]
    return max(at for at in met if at is not None)
