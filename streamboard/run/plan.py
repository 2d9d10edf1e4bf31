"""A prompt set expanded into all that the engine needs; holds no secrets, as run files record it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from streamboard.run.outcome import ErrorInfo, Outcome

AUTO = "auto"
"""The first available of anthropic, local and sim."""

BUILT_IN_ENDPOINTS: tuple[str, ...] = (AUTO, "anthropic", "local", "sim")

SECOND = 1_000_000_000
"""In nanoseconds."""


# docs/prompt-set.md shows the texts under the fields of Limits and Slo.
class Limits(msgspec.Struct, frozen=True):
    """How long a stream may take before it is ended, in nanoseconds; None for no limit."""

    first_token_ns: int | None = 60 * SECOND
    """From when the request was sent to the first content of any kind; connecting may take as long again."""
    idle_ns: int | None = 60 * SECOND
    """Between two pieces of content; pings do not count."""
    total_ns: int | None = 600 * SECOND
    """From the request to the end of the answer, for each attempt."""


# Each field is named after the figure that it bounds.
class Slo(msgspec.Struct, frozen=True):
    """The most that a stream may take to count towards goodput, in nanoseconds; None for no objective."""

    ttft_ns: int | None = None
    """Time to the first token of any kind, at most."""
    ttfo_ns: int | None = None
    """Time to the first token that is not thinking, at most."""
    itl_ns: int | None = None
    """Time per output token after the first, at most."""
    e2e_ns: int | None = None
    """Time from the request to the last content, at most."""


class Start(msgspec.Struct, frozen=True):
    """When each stream is released into the queue."""

    mode: Literal["together", "staggered", "one-by-one", "by-hand"] = "together"
    """With `by-hand`, streams wait until the user runs them."""
    interval_ns: int = 0
    """Between releases, for `staggered` only."""


class EndpointPlan(msgspec.Struct, frozen=True):
    """An endpoint that the prompt set defines."""

    base_url: str
    api_key_env: str | None = None
    """The variable that holds the key."""
    protocol: str = "messages"
    """This and `auth` are names in `wire.catalogue`."""
    auth: str = "bearer"


class Check(msgspec.Struct, frozen=True):
    """What the answer is expected to be."""

    kind: str
    """A name in `checks.kinds.KINDS`; unknown ones, of later versions, are never judged."""
    value: Any
    """A text; for `json` true or a schema, for `max_words` a number."""


class KnownVerdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """The verdict of a check on an answer that has arrived already."""

    passed: bool | None = None
    """None if undecided."""
    why: str = ""


class KnownCall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tool call in an answer that has arrived already."""

    name: str
    input: str = ""
    """As received; not always JSON."""


class AnswerEnd(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known, besides its words, of an answer that has arrived already."""

    outcome: Outcome = "completed"
    stop_reason: str | None = None
    model: str = ""
    thinking: str = ""
    """Never sent."""
    verdicts: list[KnownVerdict] = []
    """On `StreamPlan.expect`, in order."""
    calls: list[KnownCall] = []
    """Never sent."""
    error: ErrorInfo | None = None


class StreamPlan(msgspec.Struct, frozen=True):
    """One stream: one request, one pane."""

    id: str
    """`s1`, `s2`, ... in the prompt set's order."""
    name: str
    """The pane's title: the prompt's name, and what tells it from its siblings."""
    prompt: str
    """Its name in the prompt set."""
    endpoint: str
    model: str | None
    """None leaves it to the endpoint."""
    request: dict[str, Any]
    """The body without `model` and `stream`."""
    vars: dict[str, str] = {}
    """Values of `{{name}}`."""
    repeat: int = 1
    """Which repetition, from 1."""
    round: int = 1
    """Pass over the whole set (`--repeat`), from 1; waits for the previous one's end."""
    column: str = ""
    """Groups answers to compare: its entry in `models` or its `--model`; if empty, the answering model."""
    limits: Limits = Limits()
    retries: int = 2
    """Further attempts after transient failures."""
    sim: dict[str, Any] | None = None
    """For the simulated server (`SimBehaviour`); other endpoints never see it."""
    expect: list[Check] = []
    success: list[str] = []
    """Stop reasons that count as completed; if empty, those of a whole answer."""
    turn: int = 1
    """From 1; the request holds the earlier ones."""
    answered: bool = False
    """The request ends with a finished answer, as in a saved session; running it asks for another.

    Otherwise, a final assistant message is a prefill.
    """
    ending: AnswerEnd | None = None
    """How that answer ended, if known; unless `answered`, it had no words."""

    @property
    def recalled(self) -> bool:
        """Whether it ended in an earlier session."""
        return self.answered or self.ending is not None

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The messages to answer, without an answer that already arrived."""
        messages: list[dict[str, Any]] = self.request.get("messages") or []
        return messages[:-1] if self.answered else messages


class RunPlan(msgspec.Struct, frozen=True):
    """A whole run, ready to start."""

    title: str
    streams: list[StreamPlan]
    endpoints: dict[str, EndpointPlan] = {}
    start: Start = Start()
    concurrency: int | None = None
    """None for no limit."""
    slo: Slo = Slo()
    gates: list[str] = []
    """As written; `promptset.gates` parses them."""
    wire: bool = False
    """Record each event's bytes and each response's headers, too."""
    doubts: list[str] = []
    """Probable mistakes in the prompt set, a sentence each with its place."""

    def with_wire(self, wire: bool) -> RunPlan:
        return msgspec.structs.replace(self, wire=wire)

    def unattended(self) -> RunPlan:
        """For a run without a user: by-hand streams start together."""
        return msgspec.structs.replace(self, start=Start()) if self.start.mode == "by-hand" else self
