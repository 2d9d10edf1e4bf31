"""Run events, one per line of a run file; `docs/run-file.md` documents them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from streamboard.run.outcome import ErrorInfo as ErrorInfo
from streamboard.run.outcome import Outcome as Outcome
from streamboard.run.plan import RunPlan, StreamPlan

RUN_FILE_VERSION = 1

MOST_NS = 2**62
"""A century and a half; larger timestamps would overflow."""
Nanoseconds = Annotated[int, msgspec.Meta(ge=0, le=MOST_NS)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""Of streams; JSON's numbers have no bound."""


class RunEvent(msgspec.Struct, tag_field="event", kw_only=True, omit_defaults=True):
    t: Nanoseconds
    """Since the run's start."""


class StreamEvent(RunEvent, kw_only=True):
    stream: str
    attempt: int


class Machine(msgspec.Struct, frozen=True, omit_defaults=True):
    """The engine's machine, as far as it is known; no name or address of it."""

    system: str = ""
    architecture: str = ""
    processor: str = ""
    cores: int | None = None
    """Usable by the engine."""


class RunStarted(RunEvent, tag="run_started", kw_only=True):
    """The first line of every run."""

    version: int
    monotonic_ns: int
    """Monotonic clock at t = 0."""
    started_at: str
    """Wall clock at t = 0, ISO 8601 in UTC."""
    plan: RunPlan
    versions: dict[str, str] = {}
    machine: Machine | None = None
    """None in older files."""


class EndpointState(RunEvent, tag="endpoint_state", kw_only=True):
    """An endpoint was chosen, is starting, is ready, or failed."""

    endpoint: str
    state: Literal["starting", "ready", "failed"]
    detail: str = ""
    reason: str = ""
    """Why `endpoint: auto` chose it; else empty."""
    base_url: str = ""
    simulated: bool = False
    slots: int | None = None
    """Concurrent requests; None if unknown."""


class EndpointHeld(RunEvent, tag="endpoint_held", kw_only=True):
    """An endpoint gets too many requests: none is sent until `until_ns`, then one after the other."""

    endpoint: str
    until_ns: Nanoseconds
    """On the run's clock."""
    reason: str
    """Type of the error that said so."""


class StreamQueued(StreamEvent, tag="stream_queued", kw_only=True):
    """A stream waits for its turn to make this attempt."""


class AttemptStarted(StreamEvent, tag="attempt_started", kw_only=True):
    """The request is about to be made. In files without `request_sent`, TTFT counts from here."""

    endpoint: str
    model: str
    """As requested; `message_start` names the one that answered."""


class ConnectionOpened(StreamEvent, tag="connection_opened", kw_only=True):
    """The request has a connection, but is not sent yet."""

    reused: bool = False
    """Open already: the times below are absent."""
    connect_ns: Nanoseconds | None = None
    """Name lookup, TCP and TLS together."""
    dns_ns: Nanoseconds | None = None
    """Absent for an address or a cached name."""
    tcp_ns: Nanoseconds | None = None
    """Absent behind a proxy."""
    tls_ns: Nanoseconds | None = None
    """Absent without TLS, and behind a proxy."""


class RequestSent(StreamEvent, tag="request_sent", kw_only=True):
    """The last byte of the request was handed to the socket; TTFT counts from here."""

    size: int = 0
    """Bytes, including the head."""


class ResponseStarted(StreamEvent, tag="response_started", kw_only=True):
    """The head of the response has arrived."""

    status: int
    request_id: str | None = None
    content_type: str | None = None
    simulated: bool = False
    headers: list[tuple[str, str]] = []
    """Credentials redacted; empty unless the plan's `wire` is set."""


class WireBytes(StreamEvent, tag="wire", kw_only=True):
    """Bytes of a response as they came, if the plan's `wire` asks for them. Those of an event precede it."""

    text: str
    """Secrets are hidden; non-UTF-8 bytes appear as `\\xff`, line ends as `\\n`."""
    part: Literal["event", "aside", "rest"] = "event"
    """`aside`: of no event, such as a comment; `rest`: an unfinished event, or a response without events."""
    cut: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Bytes omitted at the end."""
    began_ns: Nanoseconds | None = None
    """When the first byte was read, unless at `t`."""
    reads: Annotated[int, msgspec.Meta(ge=1)] = 1


# Its own type because it is frequent.
class ContentBlockDelta(StreamEvent, tag="content_block_delta", kw_only=True, forbid_unknown_fields=True):
    """A piece of content, as the API sent it; unusual ones become `ApiEvent`s, so that nothing is lost."""

    index: int
    delta: dict[str, Any]


class CheckResult(StreamEvent, tag="check_result", kw_only=True):
    """A check was decided, at most once in an attempt; those open when an answer breaks off have none."""

    index: Annotated[int, msgspec.Meta(ge=0)]
    """Index in the plan's `expect`."""
    passed: bool
    at_ns: Nanoseconds | None = None
    """When it was met or broken, if found out later; else `t`."""
    why: str = ""
    """Why it failed, unless its kind says so."""


class AttemptEnded(StreamEvent, tag="attempt_ended", kw_only=True):
    """One request is over."""

    outcome: Outcome
    stop_reason: str | None = None
    usage: dict[str, Any] = {}
    error: ErrorInfo | None = None


class RetryScheduled(StreamEvent, tag="retry_scheduled", kw_only=True):
    """Another attempt follows after a wait; `attempt` is the one that failed."""

    delay_ns: Nanoseconds
    reason: str
    next_attempt: int
    last_attempt: int
    """The last attempt that may follow."""
    asked_ns: Nanoseconds | None = None
    """As the server asked, if it did; at most a minute is granted."""


class StreamEnded(StreamEvent, tag="stream_ended", kw_only=True):
    """A stream is over; no attempt follows unless someone runs it again."""

    outcome: Outcome
    stop_reason: str | None = None
    usage: dict[str, Any] = {}
    error: ErrorInfo | None = None


class StreamPlanned(StreamEvent, tag="stream_planned", kw_only=True):
    """A stream was added or changed, as for a conversation's next turn.

    `attempt` is the first to which this plan applies.
    """

    plan: StreamPlan


class StreamRemoved(StreamEvent, tag="stream_removed", kw_only=True):
    """A stream was removed from the board; its events stay in the file."""


class PassStarted(RunEvent, tag="pass_started", kw_only=True):
    """All streams are run again: streams queued from here on belong to this pass."""

    number: int
    """From 2; the run itself starts the first pass."""
    mode: Literal["as-planned", "one-by-one"] = "as-planned"
    """`one-by-one` allows one request in flight, whatever the plan says."""


class VoteCast(RunEvent, tag="vote_cast", kw_only=True):
    """The user chose the best of several answers without knowing which model gave them."""

    among: list[str]
    """Ids of the streams shown."""
    winner: str | None = None
    """None for a tie."""


class EndpointModels(RunEvent, tag="endpoint_models", kw_only=True):
    """The models that an endpoint lists."""

    endpoint: str
    models: list[str] = []
    problem: str = ""


class ClockLag(RunEvent, tag="clock_lag", kw_only=True):
    """The engine itself was late: a check that is due every 10 ms came `lag_ns` too late."""

    lag_ns: Nanoseconds


class RecordingFailed(RunEvent, tag="recording_failed", kw_only=True):
    """The run file can no longer be written; the run goes on."""

    message: str


class GateJudged(RunEvent, tag="gate_judged", kw_only=True):
    """What became of a gate, told by `run --json` when the run is over; run files need none, as gates can be
    judged again from them.

    Values are in the figure's unit: nanoseconds, a number, or a share.
    """

    gate: str
    ruling: Literal["passed", "failed", "undecided"]
    why: str
    figure: str = ""
    value: float | None = None
    low: float | None = None
    """Of the 95 % interval, None if open; against a baseline: of the ratio, or the difference of shares."""
    high: float | None = None
    n: int = 0
    bound: float | None = None
    """The limit; against a baseline: the allowed ratio or difference."""
    baseline: float | None = None


class RunFigures(RunEvent, tag="run_figures", kw_only=True):
    """What the run came to, told after its last event by `run --json` and the library; run files need none,
    as it can be computed again from them.
    """

    figures: dict[str, Any]
    """As `report --format json` gives them."""


class RunEnded(RunEvent, tag="run_ended", kw_only=True):
    """The last line of a run that was ended properly."""

    reason: Literal["finished", "stopped", "input_closed", "failed"]
    outcomes: dict[str, Count] = {}


class ApiEvent(msgspec.Struct, kw_only=True):
    """A server's event other than `content_block_delta`, or one of unexpected shape."""

    t: int
    name: str
    stream: str
    attempt: int
    body: dict[str, Any]
    """As sent, without its `type`."""


OwnEvent: TypeAlias = (
    RunStarted
    | EndpointState
    | EndpointHeld
    | StreamQueued
    | AttemptStarted
    | ConnectionOpened
    | RequestSent
    | ResponseStarted
    | WireBytes
    | ContentBlockDelta
    | CheckResult
    | AttemptEnded
    | RetryScheduled
    | StreamEnded
    | StreamPlanned
    | StreamRemoved
    | PassStarted
    | VoteCast
    | EndpointModels
    | ClockLag
    | RecordingFailed
    | GateJudged
    | RunEnded
    | RunFigures
)
Event: TypeAlias = OwnEvent | ApiEvent
