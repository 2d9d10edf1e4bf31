"""Judges an attempt's answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from streamboard.common.in_thread import in_thread
from streamboard.run.checks.judges import Judgement
from streamboard.run.checks.judging import Checks
from streamboard.run.events import CheckResult, ErrorInfo, Event, Outcome
from streamboard.run.message import Message
from streamboard.run.plan import Check
from streamboard.wire.failures import failure


class Checking:
    def __init__(
        self, expect: Sequence[Check], stream: str, attempt: int, emit: Callable[[Event], None]
    ) -> None:
        self._checks = Checks(expect) if expect else None
        self._stream = stream
        self._attempt = attempt
        self._emit = emit

    def take(self, t: int, text: str) -> None:
        if self._checks is not None:
            self._tell(t, self._checks.take(t, text))

    async def finish(self, message: Message, ended: int, now: Callable[[], int]) -> None:
        """Judge a whole answer's open checks; `ended` is when it ended."""
        checks = self._checks
        if checks is None or not message.whole:
            return
        finish = partial(checks.finish, ended, message.stop_reason)
        found = await in_thread(finish) if checks.long else finish()
        self._tell(now(), found)

    def _tell(self, t: int, found: Iterable[tuple[int, Judgement]]) -> None:
        for index, judgement in found:
            self._emit(
                CheckResult(
                    t=t,
                    stream=self._stream,
                    attempt=self._attempt,
                    index=index,
                    passed=judgement.passed,
                    at_ns=None if judgement.at == t else judgement.at,
                    why=judgement.why,
                )
            )


def counts_as(message: Message, success: Collection[str]) -> tuple[Outcome, ErrorInfo | None]:
    """An empty `success` means the usual stop reasons."""
    reason = message.stop_reason or ""
    if reason in success:
        return "completed", None
    if not success or message.outcome != "completed":
        return message.outcome, None
    words = f"it ended with {reason or 'no stop reason'}, which `success` does not name"
    return "failed", failure("stop_reason", words, "Add it to `success` if it is good as well.").error
