"""AIPerf's raw export (`profile_export_raw.jsonl`), a request a line; its TTFT includes connecting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Any

import msgspec

from streamboard.common.errors import RunFileError
from streamboard.run.events import (
    MOST_NS,
    RUN_FILE_VERSION,
    AttemptEnded,
    AttemptStarted,
    EndpointState,
    Event,
    ResponseStarted,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamQueued,
)
from streamboard.run.foreign.answer import ForeignAnswer
from streamboard.run.foreign.format import ForeignFormat
from streamboard.run.outcome import ErrorInfo, Outcome
from streamboard.run.plan import RunPlan, StreamPlan
from streamboard.run.question import is_message
from streamboard.safety.decoding_cost import MOST_TOKENS, too_heavy
from streamboard.safety.name_letters import as_name
from streamboard.safety.nesting import nested_deeper

_ENDPOINT = "aiperf"
MOST_REQUESTS = 50_000
_MOST_VALUES = 2_000_000
"""Values on a line: some ten for each chunk."""


class _Meta(msgspec.Struct):
    request_start_ns: int
    """Wall clock, like those below."""
    request_end_ns: int
    credit_issued_ns: int | None = None
    """When it was due; then it waits for a worker."""
    request_ack_ns: int | None = None
    """When the response's head arrived."""
    x_request_id: str | None = None
    conversation_id: str | None = None
    turn_index: int | None = None
    benchmark_phase: str = ""
    was_cancelled: bool = False


class _Packet(msgspec.Struct):
    name: str = ""
    value: str | None = None


class _Response(msgspec.Struct):
    perf_ns: int
    packets: list[_Packet] | None = None
    """Fields of one SSE event; None if the response is no stream."""
    text: str | None = None


class _Error(msgspec.Struct):
    message: str = ""
    type: str | None = None
    code: int | None = None
    cause: str | None = None


class _Record(msgspec.Struct):
    metadata: _Meta
    start_perf_ns: int
    """On the clock of the responses."""
    responses: list[_Response]
    payload: msgspec.Raw = msgspec.Raw(b"null")
    """Raw: most of it is not needed."""
    status: int | None = None
    error: _Error | None = None


_ERRORS = {
    "ClientPayloadError": "connection_closed",
    "ServerDisconnectedError": "connection_closed",
    "ClientOSError": "connection_reset",
    "ClientConnectorError": "connection",
    "ClientConnectorDNSError": "unknown_host",
    "TimeoutError": "timed_out",
    "ServerTimeoutError": "timed_out",
}
"""Its HTTP client's exceptions as our error types."""
_records = msgspec.json.Decoder(_Record)


class _Figures(msgspec.Struct):
    metadata: dict[str, Any]
    metrics: dict[str, Any]


def _events(lines: Iterator[bytes], path: Path, bad: Callable[[], None]) -> Iterator[Event]:
    found: list[_Record] = []
    for place, line in enumerate(lines):
        try:
            if nested_deeper(line) or too_heavy(line, _MOST_VALUES):
                raise msgspec.DecodeError
            found.append(_records.decode(line))
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            if place == 0 and _has_figures_alone(line):
                raise RunFileError(
                    f"{path} is AIPerf's export of figures, without the times of chunks.",
                    "Name `profile_export_raw.jsonl`, which `aiperf profile --export-level raw` writes.",
                ) from None
            bad()
        if len(found) > MOST_REQUESTS:
            raise RunFileError(
                f"{path} holds more than {MOST_REQUESTS:,} requests; a board has no room for as many.",
                f"Cut it with `head -n {MOST_REQUESTS}`: each line is a request.",
            )
    kept = [record for record in found if record.metadata.benchmark_phase != "warmup"] or found
    kept.sort(key=lambda record: record.metadata.request_start_ns)
    if not kept:
        raise RunFileError(f"{path} is AIPerf's export, but holds no request.", "Is it cut off?")
    yield from _run(kept, as_name(path.name), len(found) - len(kept))


def _has_figures_alone(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=_Figures)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False
    return True


def _run(records: list[_Record], name: str, left_out: int) -> Iterator[Event]:
    zero = min(_due(record) for record in records)
    detail = "AIPerf's export: chunk times only"
    if left_out:
        detail += f", {left_out} of its warm-up left out"
    plan = RunPlan(title=name, streams=_streams(records))
    began = datetime.fromtimestamp(min(max(zero, 0) / 1e9, 4e9), UTC).isoformat().replace("+00:00", "Z")
    yield RunStarted(t=0, version=RUN_FILE_VERSION, monotonic_ns=0, started_at=began, plan=plan)
    yield EndpointState(t=0, endpoint=_ENDPOINT, state="ready", detail=detail)
    outcomes: Counter[str] = Counter()
    last = 0
    answers = (
        _request(record, stream, zero, outcomes) for record, stream in zip(records, plan.streams, strict=True)
    )
    for event in merge(*answers, key=lambda event: event.t):
        last = max(last, event.t)
        yield event
    yield RunEnded(t=last, reason="finished", outcomes=dict(outcomes))


def _due(record: _Record) -> int:
    meta = record.metadata
    return min(meta.credit_issued_ns or meta.request_start_ns, meta.request_start_ns)


def _streams(records: list[_Record]) -> list[StreamPlan]:
    prompts: dict[str, str] = {}
    seen: Counter[tuple[str, int]] = Counter()
    plans = []
    for number, record in enumerate(records, 1):
        meta, payload = record.metadata, _payload(record)
        asked = _asked(payload)
        key = meta.conversation_id or f"{asked}"
        prompt = prompts.setdefault(key, f"prompt {len(prompts) + 1}")
        turn = (meta.turn_index or 0) + 1
        seen[prompt, turn] += 1
        repeat = seen[prompt, turn]
        words = [prompt, *([f"turn {turn}"] if turn > 1 else []), *([f"#{repeat}"] if repeat > 1 else [])]
        most = next((payload[key] for key in _MOST if isinstance(payload.get(key), int)), None)
        request: dict[str, Any] = {"messages": asked} | ({} if most is None else {"max_tokens": most})
        model = payload.get("model")
        plans.append(
            StreamPlan(
                id=f"s{number}",
                name=" ".join(words),
                prompt=prompt if turn == 1 else f"{prompt} turn {turn}",
                endpoint=_ENDPOINT,
                model=model if isinstance(model, str) else None,
                request=request,
                repeat=repeat,
                retries=0,
            )
        )
    return plans


def _payload(record: _Record) -> dict[str, Any]:
    """Return what was sent; empty if no object, or too large."""
    if too_heavy(record.payload, 2 * MOST_TOKENS):
        return {}
    payload = msgspec.json.decode(record.payload)
    return payload if isinstance(payload, dict) else {}


_MOST = ("max_tokens", "max_completion_tokens", "max_output_tokens")


def _asked(payload: dict[str, Any]) -> list[dict[str, Any]]:
    messages = payload.get("messages", payload.get("input", payload.get("prompt")))
    if isinstance(messages, str):
        return [{"role": "user", "content": messages}]
    return [
        {"role": message["role"], "content": message["content"]}
        for message in (messages if isinstance(messages, list) else [])
        if is_message(message)
    ]


def _request(record: _Record, plan: StreamPlan, zero: int, outcomes: Counter[str]) -> Iterator[Event]:
    meta = record.metadata
    begin = min(max(meta.request_start_ns - zero, 0), MOST_NS // 2)
    stream, latest = plan.id, begin

    def at(wall_ns: int) -> int:
        """Convert to the run's clock; never goes back."""
        nonlocal latest
        latest = max(latest, min(begin + wall_ns - meta.request_start_ns, MOST_NS))
        return latest

    if meta.credit_issued_ns is not None:
        due = min(max(_due(record) - zero, 0), begin)
        yield StreamQueued(t=due, stream=stream, attempt=1)
    yield AttemptStarted(t=begin, stream=stream, attempt=1, endpoint=_ENDPOINT, model=plan.model or "")
    # AIPerf sometimes notes the head after the first chunk of the same read.
    stamps = [meta.request_start_ns + one.perf_ns - record.start_perf_ns for one in record.responses]
    if record.status is not None:
        head = [*([meta.request_ack_ns] if meta.request_ack_ns else []), *stamps, meta.request_end_ns]
        yield ResponseStarted(
            t=at(min(head)), stream=stream, attempt=1, status=record.status, request_id=meta.x_request_id
        )
    answer = ForeignAnswer(stream)
    for response, stamp in zip(record.responses, stamps, strict=True):
        yield from answer.take(at(stamp), _data_of(response))
    end = at(meta.request_end_ns)
    yield from answer.close(end, whole=record.error is None and not meta.was_cancelled)
    outcome, error = _outcome(record, answer)
    outcomes[outcome] += 1
    usage, reason = answer.message.usage, answer.message.stop_reason
    for kind in (AttemptEnded, StreamEnded):
        yield kind(
            t=end, stream=stream, attempt=1, outcome=outcome, stop_reason=reason, usage=usage, error=error
        )


def _data_of(response: _Response) -> str:
    if response.packets is None:
        return response.text or ""
    return "\n".join(packet.value or "" for packet in response.packets if packet.name == "data")


def _outcome(record: _Record, answer: ForeignAnswer) -> tuple[Outcome, ErrorInfo | None]:
    if record.metadata.was_cancelled:
        return "cancelled", None
    if record.error is not None:
        error = record.error
        kind = _ERRORS.get(error.type or "") or (
            f"http_{error.code}" if error.code else error.type or "error"
        )
        cause = error.cause or ""
        cause = "" if cause in error.message else cause
        return "failed", ErrorInfo(kind, error.message, status=error.code, cause=cause)
    outcome: Outcome | None = answer.outcome
    if outcome is not None:
        return outcome, None
    return "cut_off", ErrorInfo("cut_off", "The answer has no stop reason and no end.")


def _begins(begin: bytes) -> bool:
    return b"".join(begin.split()).startswith(b'{"metadata":{"session_num":')


AIPERF = ForeignFormat("AIPerf's export", _begins, _events)
