"""The run plan: a prompt set, expanded into everything that the engine needs to run it.

A plan holds no secrets, only the names of the environment variables that do, so it can be written to a run
file and sent to another process unchanged.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from streamboard.run.outcome import ErrorInfo, Outcome

AUTO = "auto"
"""The name for the first available endpoint of anthropic, local and sim."""

BUILT_IN_ENDPOINTS: tuple[str, ...] = (AUTO, "anthropic", "local", "sim")

SECOND = 1_000_000_000
"""Nanoseconds in a second."""


class Limits(msgspec.Struct, frozen=True):
    """How long a stream may take before it is ended, in nanoseconds; None for no limit.

    Each field without its unit is a setting of prompt sets, and the text under it is what the docs say of it.
    """

    first_token_ns: int | None = 60 * SECOND
    """From when the request was sent to the first content of any kind; connecting may take as long again."""
    idle_ns: int | None = 60 * SECOND
    """Between two pieces of content; pings do not count."""
    total_ns: int | None = 600 * SECOND
    """From the request to the end of the answer, for each attempt."""


class Slo(msgspec.Struct, frozen=True):
    """The most that a stream may take to count towards goodput, in nanoseconds; None for no objective.

    Each field is a setting, as in `Limits`, and has the name of the figure of an attempt that it bounds.
    """

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
    """With `by-hand`, each stream waits until the user runs it."""
    interval_ns: int = 0
    """The time between two releases, for `staggered` only."""


class EndpointPlan(msgspec.Struct, frozen=True):
    """An endpoint defined in the prompt set, in addition to the built-in ones."""

    base_url: str
    api_key_env: str | None = None
    """The environment variable that holds the key; never the key itself."""
    protocol: str = "messages"
    """The protocol's name in `wire.protocols`."""
    auth: str = "bearer"
    """How the key is sent, as `wire.protocols` names it."""


class Check(msgspec.Struct, frozen=True):
    """Something that the answer is expected to be; `checks` judges it."""

    kind: str
    """One of the fields of `checks.kinds.CheckKinds`; others, of later versions, are never judged."""
    value: Any
    """A text; for `json` true or a schema, for `max_words` a number."""


class KnownVerdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a check came to on an answer that has arrived already."""

    passed: bool | None = None
    """None if it was not decided."""
    why: str = ""
    """See `CheckResult.why`."""


class KnownCall(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tool call in an answer that has arrived already."""

    name: str
    input: str = ""
    """As it came; not always JSON."""


class AnswerEnd(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known, besides its words, of an answer that has arrived already."""

    outcome: Outcome = "completed"
    stop_reason: str | None = None
    model: str = ""
    """The model as the server reported it; empty if it did not."""
    thinking: str = ""
    """What was thought before it; it is never sent."""
    verdicts: list[KnownVerdict] = []
    """On the checks of `StreamPlan.expect`, in their order."""
    calls: list[KnownCall] = []
    """The tools that were called in it; they are never sent."""
    error: ErrorInfo | None = None


class StreamPlan(msgspec.Struct, frozen=True):
    """One stream: one request, one pane."""

    id: str
    """`s1`, `s2`, ... in the order of the prompt set."""
    name: str
    """The pane's title: the prompt's name, and what distinguishes it from its siblings."""
    prompt: str
    """The name of the prompt in the prompt set that this stream came from."""
    endpoint: str
    """A built-in endpoint or one of the plan's own."""
    model: str | None
    """The model to request; None leaves it to the endpoint."""
    request: dict[str, Any]
    """The body of the request without `model` and `stream`."""
    vars: dict[str, str] = {}
    """The values that `{{name}}` took in this stream."""
    repeat: int = 1
    """Which repetition this is, from 1."""
    round: int = 1
    """In which run of the whole set it is (`--repeat`), from 1; it waits until the round before has ended."""
    column: str = ""
    """The column in which its answers are compared: the name of its entry in `models` or of its `--model`.

    Empty if it has none: the model that answers then takes its place (`StreamState.column`).
    """
    limits: Limits = Limits()
    retries: int = 2
    """How many more attempts to make after failures that may be temporary."""
    sim: dict[str, Any] | None = None
    """How the simulated server should behave (`SimBehaviour`); other endpoints never see it."""
    expect: list[Check] = []
    """What its answers are checked for."""
    success: list[str] = []
    """The stop reasons that count as completed; empty for those of a whole answer."""
    turn: int = 1
    """Which turn of a conversation this requests; the turns before it are in the request."""
    answered: bool = False
    """The request ends with a finished answer, as in a saved session; running it asks for another answer.

    Otherwise, a final assistant message is the beginning of the answer to be requested.
    """
    ending: AnswerEnd | None = None
    """How that answer ended, if it is known; unless `answered`, it had no words."""

    @property
    def recalled(self) -> bool:
        """Whether it has ended already, in an earlier session."""
        return self.answered or self.ending is not None

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The messages that are answered: the request's, without an answer that has arrived already."""
        messages: list[dict[str, Any]] = self.request.get("messages") or []
        return messages[:-1] if self.answered else messages


class RunPlan(msgspec.Struct, frozen=True):
    """A whole run, ready to start."""

    title: str
    streams: list[StreamPlan]
    endpoints: dict[str, EndpointPlan] = {}
    start: Start = Start()
    concurrency: int | None = None
    """The most streams in flight; None for no cap."""
    slo: Slo = Slo()
    gates: list[str] = []
    """What the run must come to, as it was written; `promptset.gates` reads it."""
    wire: bool = False
    """Record what came on the wire, too: the bytes of each event, and the headers of each response."""
    doubts: list[str] = []
    """Values of the prompt set that may not mean what they say, a sentence each with its place."""

    def with_wire(self, wire: bool) -> RunPlan:
        """The plan, which records what comes on the wire or not."""
        return msgspec.structs.replace(self, wire=wire)

    def unattended(self) -> RunPlan:
        """The plan for a run without hands: streams that nobody could start begin together."""
        return msgspec.structs.replace(self, start=Start()) if self.start.mode == "by-hand" else self
