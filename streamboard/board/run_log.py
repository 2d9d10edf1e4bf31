"""The run's own log."""

from __future__ import annotations

from collections.abc import Mapping

from streamboard.board.event_log import EventLog
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.run.events import (
    ClockLag,
    EndpointHeld,
    EndpointModels,
    EndpointState,
    Event,
    PassStarted,
    RecordingFailed,
    RunEnded,
    RunStarted,
    StreamRemoved,
    VoteCast,
)


def note(log: EventLog, event: Event, streams: Mapping[str, StreamState]) -> None:
    """`streams` are those before the event."""
    match event:
        case RunStarted():
            log.add(event.t, 0, "run started", event.started_at)
            for doubt in event.plan.doubts:
                log.add(event.t, 0, "warning", doubt, trouble=True)
        case EndpointState():
            # The detail may begin with the state: `starting the simulated server`.
            state = "" if event.detail.startswith(event.state) else event.state
            words = [state, event.detail, f"({event.reason})" if event.reason else ""]
            log.add(event.t, 0, event.endpoint, _join(words), trouble=event.state == "failed")
        case EndpointHeld():
            held = units.duration(event.until_ns - event.t)
            log.add(event.t, 0, event.endpoint, f"held for {held}: {event.reason}", trouble=True)
        case EndpointModels():
            listed = units.count(len(event.models), "model")
            log.add(event.t, 0, event.endpoint, event.problem or listed, trouble=bool(event.problem))
        case PassStarted():
            one_by_one = "one by one" if event.mode == "one-by-one" else ""
            log.add(event.t, 0, f"pass {event.number}", one_by_one)
        case VoteCast():
            log.add(event.t, 0, "vote", _vote(event, streams))
        case StreamRemoved():
            log.add(event.t, 0, "removed", _name(event.stream, streams))
        case RecordingFailed():
            log.add(event.t, 0, "not recording", event.message, trouble=True)
        case RunEnded():
            log.add(event.t, 0, "run ended", event.reason, trouble=event.reason == "failed")


def note_lag(log: EventLog, event: ClockLag) -> None:
    """Call only while a request was out: stamps may be late then."""
    log.fold(event.t, 0, "engine late")
    log.rows[-1].trouble = True
    log.rows[-1].detail = f"by {units.duration(event.lag_ns)}"


def _vote(event: VoteCast, streams: Mapping[str, StreamState]) -> str:
    among = ", ".join(_name(stream_id, streams) for stream_id in event.among)
    return f"a tie of {among}" if event.winner is None else f"{_name(event.winner, streams)} of {among}"


def _name(stream_id: str, streams: Mapping[str, StreamState]) -> str:
    stream = streams.get(stream_id)
    return f"{stream.number} {stream.plan.name}" if stream is not None else stream_id


def _join(words: list[str]) -> str:
    return " ".join(word for word in words if word)
