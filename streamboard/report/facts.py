"""How a run was made, without which its figures mean nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from streamboard.board.objectives import objectives
from streamboard.board.phases_and_ends import end_of
from streamboard.board.run_remarks import (
    INCLUDES_CONNECTING,
    counts_connecting,
    lateness,
    substituted,
    substitutes,
)
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures import confidence_intervals
from streamboard.figures.catalogue import FIGURE, figures_of
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.figures.samples import sample_of
from streamboard.run.plan import StreamPlan
from streamboard.safety.sanitise import clean_line

_MOST_NAMED = 12
"""Different values of one fact."""
_MOST_WORDS = 200
"""Characters of a value; a system prompt stands in full with its prompt."""
SIMULATED = "SIMULATED"


class Fact(NamedTuple):
    """Sanitised, on one line."""

    name: str
    value: str


def facts_of(board: BoardState) -> list[Fact]:
    """In display order, without what the file does not say."""
    told = [*_who(board), *_when(board), *_where(board), *_how(board), *_came_to(board), *_doubts(board)]
    return [Fact(name, clean_line(value)) for name, value in told if value]


def simulated(board: BoardState) -> str:
    """`SIMULATED`, or for how many streams; empty if models answered all of them."""
    streams = list(board.streams.values())
    number = sum(board.simulated(stream) for stream in streams)
    if not number:
        return ""
    return SIMULATED if number == len(streams) else f"{SIMULATED}: {number} of {len(streams)} streams"


def began(board: BoardState) -> datetime | None:
    """In UTC; None if unknown or out of range."""
    if board.started is None:
        return None
    try:
        at = datetime.fromisoformat(board.started.started_at)
        return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


# -- who answered, when, and where


def _who(board: BoardState) -> Iterator[Fact]:
    streams = list(board.streams.values())
    if words := simulated(board):
        yield Fact("answered by", f"{words}. No model made these answers; their times say nothing of one.")
    yield Fact("models", _counted(board, lambda stream: stream.model()))
    yield Fact("answers in place of", substitutes(substituted(board)).rstrip("."))
    yield Fact(
        "endpoints", _listed(_endpoint(board, name) for name in {one.endpoint(): 0 for one in streams})
    )


def _endpoint(board: BoardState, name: str) -> str:
    """`local, on 127.0.0.1:8080 (SmolLM2 on llama-server)`."""
    state = board.endpoints.get(name)
    if state is None:
        return name
    host = _host(state.base_url)
    return f"{name}{f', on {host}' if host else ''}{f' ({state.detail})' if state.detail else ''}"


def _host(url: str) -> str:
    """Host and port, without user, password or path."""
    if url.startswith("unix:"):
        return "a socket of this machine"
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return ""


def _when(board: BoardState) -> Iterator[Fact]:
    at = began(board)
    if at is None:
        return
    yield Fact("started", _utc(at))
    if board.ended is None:
        yield Fact("ended", f"not properly; the last event came after {units.duration(board.now)}")
    else:
        with suppress(OverflowError):  # A file may claim to be from the year 9999.
            yield Fact("ended", _utc(at + timedelta(microseconds=board.ended.t // 1000)))


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d} UTC"


def _where(board: BoardState) -> Iterator[Fact]:
    started = board.started
    if started is None:
        return
    if (machine := started.machine) is not None:
        cores = "" if machine.cores is None else units.count(machine.cores, "core")
        system = " ".join(words for words in (machine.system, machine.architecture) if words)
        yield Fact("machine", ", ".join(words for words in (machine.processor, cores, system) if words))
    versions = dict(started.versions)
    yield Fact("event loop", versions.pop("loop", ""))
    if machine is not None:
        versions.pop("platform", None)
    yield Fact("versions", _listed(f"{name} {version}" for name, version in versions.items()))


# -- how it was asked


def _how(board: BoardState) -> Iterator[Fact]:
    plan, plans = board.plan, [stream.plan for stream in board.streams.values()]
    start, apart = plan.start, units.setting(plan.start.interval_ns)
    yield Fact("start", start.mode + (f", {apart} apart" if start.interval_ns else ""))
    at_once = "no limit" if plan.concurrency is None else f"at most {plan.concurrency} at once"
    peak = max(board.in_flight_peaks(board.now, 1), default=0)
    yield Fact("concurrency", f"{at_once}; {peak} at the most" if peak else at_once)
    prompts, columns = (
        _distinct(board, lambda one: one.plan.prompt),
        _distinct(board, lambda one: one.column()),
    )
    rounds = _distinct(board, lambda one: str(one.plan.round))
    passes = f", in {rounds} rounds" if rounds > 1 else ""
    passes += f", in {len(board.passes)} passes" if len(board.passes) > 1 else ""
    yield Fact(
        "streams",
        f"{len(plans)}: {units.count(prompts, 'prompt')}, {units.count(columns, 'column')}{passes}",
    )
    yield Fact("settings", _settings(plans))
    yield Fact("limits", _most_common(map(_limits, plans)))
    wanted = (f"{FIGURE[one.tag].name} <= {units.setting(one.most_ns)}" for one in objectives(plan.slo))
    yield Fact("objectives", ", ".join(wanted))


def _settings(plans: list[StreamPlan]) -> str:
    """`max_tokens 300, temperature 0 or 1`."""
    found: dict[str, dict[str, None]] = {}
    for plan in plans:
        for key, value in plan.request.items():
            if key not in ("messages", "system", "tools"):
                found.setdefault(key, {})[str(value)[:_MOST_WORDS]] = None
    return ", ".join(f"{key} {_listed(values, ' or ')}" for key, values in found.items())


def _limits(plan: StreamPlan) -> str:
    limits: dict[str, int | None] = msgspec.structs.asdict(plan.limits)
    times = [
        f"{name.removesuffix('_ns').replace('_', ' ')} {'none' if most is None else units.setting(most)}"
        for name, most in limits.items()
    ]
    return ", ".join([*times, f"retries {plan.retries}"])


# -- what came of it


def _came_to(board: BoardState) -> Iterator[Fact]:
    streams = list(board.streams.values())
    ends = Counter(end_of(one.outcome).word if one.phase == "ended" else one.phase for one in streams)
    yield Fact("ended as", _numbered(ends))
    errors = Counter(
        attempt.error.type for one in streams for attempt in one.attempts if attempt.error is not None
    )
    yield Fact("errors", _numbered(errors, "of all attempts, retries included: ") if errors else "none")
    if (of := checks_of(streams))[1]:
        yield Fact("checks", f"{of[0]} of {of[1]} passed")
    yield Fact("samples", _samples(board, streams))


def _samples(board: BoardState, streams: list[StreamState]) -> str:
    """How many values may be off by a twentieth or more, as the engine was late."""
    wide = []
    for figure in figures_of(board.plan.slo):
        sample = sample_of(figure, streams, board.now)
        if unsure := sum(reading.unsure for reading in sample):
            wide.append(f"{figure.name} {unsure} of {len(sample)}")
    late = lateness(board)
    if not wide:
        return late or "no stamp was late"
    return f"{late}; off by a twentieth or more may be: {', '.join(wide)}".lstrip("; ")


def _doubts(board: BoardState) -> Iterator[Fact]:
    if counts_connecting(board):
        yield Fact("mind", INCLUDES_CONNECTING)
    for problem in board.problems:
        yield Fact("mind", problem)
    if board.recording_failed is not None:
        yield Fact("mind", f"the end was not recorded: {board.recording_failed.message}")
    for doubt in board.plan.doubts:
        yield Fact("mind", doubt)


# -- words


def _counted(board: BoardState, of: Callable[[StreamState], str]) -> str:
    """`a (12 streams), b (12 streams)`."""
    counts = Counter(of(stream) for stream in board.streams.values())
    return _listed(f"{name or 'not named'} ({units.count(n, 'stream')})" for name, n in counts.items())


def _numbered(counts: Counter[str], before: str = "") -> str:
    return before + _listed(f"{number} {name}" for name, number in counts.most_common())


def _distinct(board: BoardState, of: Callable[[StreamState], str]) -> int:
    return len({of(stream) for stream in board.streams.values()})


def _most_common(values: Iterable[str]) -> str:
    counts = Counter(values).most_common()
    if not counts:
        return ""
    value, number = counts[0]
    return value if len(counts) == 1 else f"{value} (of {number} streams, others differ)"


def _listed(values: Iterable[str], between: str = ", ") -> str:
    found = [value[:_MOST_WORDS] for value in values]
    more = [f"{len(found) - _MOST_NAMED} more"] if len(found) > _MOST_NAMED else []
    return between.join([*found[:_MOST_NAMED], *more])


def interval_words(within: confidence_intervals.Interval | None, text: Callable[[float], str]) -> str:
    """`280 ms to 512 ms`; `from 280 ms, open above`."""
    if within is None:
        return ""
    low, high = within
    if low is None and high is None:
        return "open: too few"
    if high is None:
        return f"from {text(low or 0)}, open above"
    if low is None:
        return f"to {text(high)}, open below"
    return f"{text(low)} to {text(high)}"
