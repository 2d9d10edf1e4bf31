"""The answer of an earlier session, which a stream's plan ends with."""

from __future__ import annotations

from typing import Any

from streamboard.board.attempt import RECALLED
from streamboard.board.stream import StreamState
from streamboard.run.events import ApiEvent


def recall(stream: StreamState) -> None:
    """Give a stream that has done nothing yet the answer that its plan ends with, if there is one.

    It counts as an answer wherever answers are read. It belongs to no pass and has no figures: of how it was
    made, nothing is known.
    """
    plan = stream.plan
    messages = plan.request.get("messages")
    if not plan.answered or stream.attempts or stream.phase != "new" or not messages:
        return
    if messages[-1].get("role") != "assistant":
        return
    attempt = stream.add(RECALLED, 0)
    attempt.began, attempt.run_pass, attempt.turn, attempt.checks = None, 0, plan.turn, []
    attempt.model = plan.model or ""
    for name, body in _events(messages[-1].get("content")):
        event = ApiEvent(t=0, name=name, stream=plan.id, attempt=RECALLED, body=body)
        for change in attempt.message.fold(event):
            if change.is_content:
                attempt.deltas.add(0, len(change.text))
                attempt.note_run(0, change.place, change.kind, len(change.text))
    attempt.deltas.settle()
    attempt.ended, attempt.outcome = 0, "completed"
    stream.phase, stream.outcome, stream.ended = "ended", "completed", 0
    stream.log.add(0, RECALLED, "recalled", "the answer of an earlier session")


def _events(content: object) -> list[tuple[str, dict[str, Any]]]:
    """The answer as a server would send it that has all of it from the start."""
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    return [("message_start", {"message": {"content": blocks}}), ("message_stop", {})]
