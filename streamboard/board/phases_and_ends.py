"""The states and ends of a stream: a new phase or outcome is one row in these tables."""

from __future__ import annotations

from typing import Literal

import msgspec

from streamboard.common import spoken
from streamboard.run.events import Outcome

Phase = Literal["new", "queued", "connecting", "waiting", "thinking", "streaming", "retrying", "ended"]
"""`connecting`: until the request is sent; `waiting`: for the first content."""
Tone = Literal["live", "good", "trouble", "plain", "quiet"]
"""A colour; mark and word must tell the same without it."""


class Count(msgspec.Struct, frozen=True):
    name: str
    """As in the header; `/` finds it."""
    tone: Tone
    one: str
    """As in `1 waits`."""
    several: str

    def of(self, number: int) -> str:
        return f"{number} {self.one if number == 1 else self.several}"


class Verdict(Count, frozen=True, kw_only=True):
    answered: bool = False
    """An answer came, perhaps not a whole one."""
    trouble: bool = False
    """Highlighted in the event log."""


NOT_STARTED = Count("not started", "quiet", "waits", "wait")
QUEUED = Count("queued", "quiet", "waits", "wait")
IN_FLIGHT = Count("in flight", "live", "is answering", "are answering")
RETRYING = Count("retrying", "trouble", "is tried again", "are tried again")

DONE = Verdict("done", "good", "completed", "completed", answered=True)
_NOT_WHOLE = "came to an answer that is not whole"
CUT = Verdict("cut", "plain", _NOT_WHOLE, _NOT_WHOLE, answered=True)
"""At a length limit, or paused."""
REFUSED = Verdict("refused", "plain", "was declined", "were declined")
STOPPED = Verdict("stopped", "quiet", "was stopped", "were stopped", trouble=True)
FAILED = Verdict("failed", "trouble", "failed", "failed", trouble=True)

VERDICTS = (DONE, CUT, REFUSED, STOPPED, FAILED)
COUNTS: tuple[Count, ...] = (NOT_STARTED, QUEUED, IN_FLIGHT, RETRYING, *VERDICTS)


class State(msgspec.Struct, frozen=True):
    mark: str
    words: str
    """May be followed by how long."""
    short: str
    """For a lane, in at most 12 cells; if empty, only the time is shown."""
    tone: Tone
    legend: str
    """The mark's meaning, in the help."""
    count: Count
    rank: int
    """Busier is greater."""


PHASES: dict[Phase, State] = {
    "new": State("○", "not started", "not started", "quiet", "not started", NOT_STARTED, 1),
    "queued": State("○", "queued", "queued", "quiet", "queued", QUEUED, 2),
    "connecting": State("◌", "connecting", "connecting", "live", "connecting", IN_FLIGHT, 4),
    "waiting": State(
        "◌", "waiting for the first token", "waiting", "live", "waiting for the first token", IN_FLIGHT, 5
    ),
    "thinking": State("●", "thinking", "", "live", "thinking", IN_FLIGHT, 6),
    "streaming": State("●", "streaming", "", "live", "streaming", IN_FLIGHT, 7),
    "retrying": State("↻", "retry", "retry", "trouble", "waits before another attempt", RETRYING, 3),
}
"""All but `ended`."""
UNANSWERED = State("◌", "sent, no reply yet", "no reply", "live", PHASES["waiting"].legend, IN_FLIGHT, 5)
"""Replaces `waiting` until the response headers come."""
SILENT = State("◍", "silent", "silent", "trouble", "silent for more than two seconds", IN_FLIGHT, 7)
"""Replaces `thinking` or `streaming` when content is overdue."""
FLYING = frozenset(phase for phase, state in PHASES.items() if state.count is IN_FLIGHT)


class End(msgspec.Struct, frozen=True):
    verdict: Verdict
    mark: str
    word: str
    """At most 12 cells."""
    told: str
    """As in `the stream was cut off`."""
    legend: str
    meaning: str
    """Of the outcome in a run file."""
    sentence: str = ""
    """Said only without an error, as is `advice`."""
    advice: str = ""

    @property
    def tone(self) -> Tone:
        """Quiet for plain, which would stand out beside an answer."""
        return "quiet" if self.verdict.tone == "plain" else self.verdict.tone


ENDS: dict[Outcome, End] = {
    "completed": End(
        DONE,
        mark="✓",
        word="completed",
        told="is done",
        legend="ended with a whole answer",
        meaning="with a whole answer: its stop reason is `end_turn`, `stop_sequence`, `tool_use`, one that"
        " streamboard does not know, or one that the plan's `success` names",
    ),
    "max_tokens": End(
        CUT,
        mark="■",
        word="max_tokens",
        told="was cut",
        legend="cut",
        meaning="cut at the length asked for",
        sentence="Cut at max_tokens.",
    ),
    "context_window": End(
        CUT,
        mark="■",
        word="context full",
        told="was cut",
        legend="cut",
        meaning="cut because the context window was full (`model_context_window_exceeded`)",
        sentence="Cut: the model's context window is full.",
        advice="Shorten the prompt or the conversation.",
    ),
    "paused": End(
        CUT,
        mark="■",
        word="paused",
        told="was paused",
        legend="paused",
        meaning="the server wants the turn to be continued (`pause_turn`)",
        sentence="The server paused a long turn.",
        advice="Send the answer back to have it continued.",
    ),
    "cancelled": End(
        STOPPED,
        mark="■",
        word="stopped",
        told="was stopped",
        legend="stopped",
        meaning="stopped by the user, or because the run ended",
        sentence="Stopped. What came is kept.",
    ),
    "refused": End(
        REFUSED,
        mark="⊘",
        word="refused",
        told="declined",
        legend="the model declined",
        meaning="the model declined (`refusal`)",
        sentence="The model declined to answer.",
    ),
    "failed": End(
        FAILED,
        mark="✗",
        word="failed",
        told="failed",
        legend="failed",
        meaning="with an error",
    ),
    "cut_off": End(
        FAILED,
        mark="✗",
        word="cut off",
        told="was cut off",
        legend="cut off",
        meaning="the stream ended without a `message_stop` and without a stop reason",
    ),
    "stalled": End(
        FAILED,
        mark="✗",
        word="stalled",
        told="stalled",
        legend="stalled",
        meaning="no content for longer than `limits.first_token_ns` or `limits.idle_ns`;"
        " pings are no content",
    ),
    "timed_out": End(
        FAILED,
        mark="✗",
        word="timed out",
        told="timed out",
        legend="timed out",
        meaning="not over within `limits.total_ns`",
    ),
}
ENDED = End(FAILED, mark="✗", word="ended", told="ended", legend="", meaning="")
"""For what has no outcome, as in an incomplete run file."""


OWN_WORDS = frozenset(
    word.casefold()
    for word in (
        *ENDS,
        *(end.word for end in ENDS.values()),
        *PHASES,
        *(state.words for state in PHASES.values()),
        *(count.name for count in COUNTS),
        UNANSWERED.words,
        SILENT.words,
    )
)
"""A server's stop reason that equals one is marked as the server's."""


def end_of(outcome: Outcome | None) -> End:
    return ENDED if outcome is None else ENDS[outcome]


def legend() -> list[tuple[str, str]]:
    under_way = [(state.mark, state.legend) for state in (*PHASES.values(), UNANSWERED, SILENT)]
    found: dict[str, dict[str, None]] = {}
    for mark, words in (*under_way, *((end.mark, end.legend) for end in ENDS.values())):
        found.setdefault(mark, {})[words] = None
    return [(mark, spoken.listed(words, "or")) for mark, words in found.items()]
