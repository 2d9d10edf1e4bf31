"""How a saved answer ended."""

from __future__ import annotations

from streamboard.promptset.schema import Ended
from streamboard.run.outcome import ErrorInfo
from streamboard.run.plan import AnswerEnd, KnownCall, KnownVerdict


def ending_of(ended: Ended | None) -> AnswerEnd | None:
    if ended is None:
        return None
    error = ended.error
    return AnswerEnd(
        ended.outcome,
        ended.stop_reason,
        ended.model or "",
        ended.thinking or "",
        [KnownVerdict(each.passed, each.why or "") for each in ended.checks],
        [KnownCall(each.name, each.input or "") for each in ended.calls],
        None
        if error is None
        else ErrorInfo(
            error.type,
            error.message,
            error.advice or "",
            error.status,
            error.request_id,
            error.cause or "",
        ),
    )
