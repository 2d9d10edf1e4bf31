"""A figure of a stream taken apart: what it means, what it was made from, what others make of the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from streamboard import units
from streamboard.board.elsewhere import ELSEWHERE, Elsewhere
from streamboard.board.stream import Attempt, StreamState
from streamboard.board.table import COLUMN, Cell, Column, Unit


class Reading(NamedTuple):
    """A figure as a tool defines it, for one sample."""

    tool: str
    name: str
    """What it is called there; empty where the tool has none."""
    formula: str
    value: float | None


class Figure(NamedTuple):
    """What can be said of a figure before it has a value."""

    column: Column
    elsewhere: tuple[Elsewhere, ...]
    """The same as others define it."""
    definition: str
    formula: str
    """In short, for the comparison."""
    inputs: Callable[[Attempt], str]
    """The formula with an attempt's numbers; stamps in milliseconds since its request."""
    n: Callable[[Attempt], str]
    """How much it was taken from."""
    counts_tokens: bool
    """Whether the number of tokens is in it."""
    absent: str
    """When there is none."""
    why: str
    """Why others get another value from the same sample."""


@dataclass(frozen=True)
class Inspection:
    """A figure of one stream, taken apart."""

    figure: Figure
    heading: str
    unit: Unit
    cell: Cell
    inputs: str
    """The formula with the attempt's numbers; why there is no value, where there is none."""
    n: str
    tokens_from: str
    """Where the number of tokens comes from; empty where none is in the figure."""
    readings: tuple[Reading, ...]
    """Ours, then those of the others."""


def _ms(attempt: Attempt, stamp: int | None) -> str:
    """A stamp in milliseconds since the request."""
    if stamp is None or attempt.started is None:
        return units.DASH
    return f"{(stamp - attempt.started) / 1e6:.1f}"


def _to(attempt: Attempt, stamp: int | None) -> str:
    return f"{_ms(attempt, stamp)} - 0.0 ms"


def _queue_inputs(attempt: Attempt) -> str:
    if attempt.started is None or attempt.queued is None:
        return units.DASH
    return f"{(attempt.started - attempt.queued) / 1e6:.1f} - 0.0 ms, since it was queued"


def _decoding(attempt: Attempt) -> str:
    tokens, _ = attempt.output_tokens()
    first, last = _ms(attempt, attempt.deltas.first), _ms(attempt, attempt.deltas.last)
    return f"({last} - {first}) ms / ({units.DASH if tokens is None else tokens} - 1)"


def _decoding_speed(attempt: Attempt) -> str:
    if _under_way(attempt):
        return "estimated tokens of the last second / 1 s"
    time, _, tokens = _decoding(attempt).partition(" / ")
    return f"{tokens} / {time}"


def _under_way(attempt: Attempt) -> bool:
    return attempt.ended is None and attempt.message.stop_reason is None


def _token_inputs(attempt: Attempt) -> str:
    tokens, counted = attempt.output_tokens()
    if counted:
        return f"usage.output_tokens = {tokens}"
    deltas = attempt.deltas
    chars = deltas.chars[-1] if deltas.chars else 0
    return f"max({units.count(len(deltas), 'delta')}, {units.count(chars, 'character')} / 4)"


def _gap_inputs(which: str) -> Callable[[Attempt], str]:
    def inputs(attempt: Attempt) -> str:
        longest = units.milliseconds(attempt.deltas.max_gap_ns)
        return f"{which} of {units.count(_gaps(attempt), 'gap')}, the longest {longest} ms"

    return inputs


def _gaps(attempt: Attempt) -> int:
    return max(len(attempt.deltas) - 1, 0)


def _n_gaps(attempt: Attempt) -> str:
    out = attempt.deltas.left_out
    return units.count(_gaps(attempt) - out, "gap") + (
        f", {out} left out: the engine was late" if out else ""
    )


def _n_speed(attempt: Attempt) -> str:
    return "the last second" if _under_way(attempt) else _n_tokens(attempt)


def _n_tokens(attempt: Attempt) -> str:
    tokens, _ = attempt.output_tokens()
    return units.count(max((tokens or 0) - 1, 0), "interval") + " between tokens"


def _one(_attempt: Attempt) -> str:
    return "1 request"


_GAPS_DIFFER = (
    "vLLM calls the gaps ITL, and takes those to its chunks without text as well. Neither it nor AIPerf"
    " leaves out what may be late. GuideLLM keeps no gaps."
)


def _figure(key: str, *about: Any) -> Figure:
    return Figure(COLUMN[key], ELSEWHERE[key], *about)


FIGURES = (
    _figure(
        "ttft",
        "From the request to the first content of any kind: text, thinking or tool input. Queueing and"
        " earlier attempts are not in it.",
        "first delta - start",
        lambda attempt: _to(attempt, attempt.deltas.first),
        _one,
        False,
        "no content came",
        "vLLM takes the first chunk even if it brings no text; here that is message_start.",
    ),
    _figure(
        "ttfo",
        "From the request to the first content that is not thinking; tool input counts.",
        "first not thinking - start",
        lambda attempt: _to(attempt, attempt.first_output),
        _one,
        False,
        "nothing but thinking came",
        "GuideLLM counts tool input as what comes before the output. vLLM does not tell thinking apart.",
    ),
    _figure(
        "itl",
        "The mean time from token to token, from the first delta to the last. Absent until the server has"
        " counted the tokens.",
        "(last - first) / (tokens - 1)",
        _decoding,
        _n_tokens,
        True,
        "no count of the whole, fewer than two tokens, or all in one delta",
        "AIPerf counts with a tokeniser; here the server did. GuideLLM's TPOT has TTFT in it. vLLM's runs"
        " from its first chunk to its last, with text or not; what vLLM calls ITL are the gaps.",
    ),
    _figure(
        "tokens_per_second",
        "The decode speed, 1 / ITL: TTFT is not in it. While the stream runs, an estimate over its last"
        " second.",
        "1 / ITL",
        _decoding_speed,
        _n_speed,
        True,
        "there is no ITL, or the first delta has just come",
        "GuideLLM divides by the whole latency, so TTFT makes it smaller. vLLM has none for one request.",
    ),
    _figure(
        "output_tokens",
        "Tokens that the server counted, thinking included; until it has, an estimate.",
        "usage.output_tokens",
        _token_inputs,
        _one,
        True,
        "nothing came",
        "AIPerf needs a tokeniser of the model, which is not here. Without usage GuideLLM takes each chunk"
        " for a token, and vLLM tokenises the text.",
    ),
    _figure(
        "e2e",
        "From the request to the last content of the answer.",
        "last delta - start",
        lambda attempt: _to(attempt, attempt.deltas.last),
        _one,
        False,
        "it goes on, or no content came",
        "GuideLLM waits for the response to close. vLLM takes the last chunk, with or without text; here that"
        " is message_delta.",
    ),
    _figure(
        "gap_p50",
        "The median time between consecutive deltas. A delta is a chunk, not a token.",
        "p50 of the gaps",
        _gap_inputs("the middle"),
        _n_gaps,
        False,
        "fewer than two deltas came",
        _GAPS_DIFFER,
    ),
    _figure(
        "gap_p95",
        "The time between consecutive deltas that one gap in twenty exceeds.",
        "p95 of the gaps",
        _gap_inputs("rank 95 %"),
        _n_gaps,
        False,
        "fewer than two deltas came",
        _GAPS_DIFFER,
    ),
    _figure(
        "gap_max",
        "The longest time between consecutive deltas: the worst stall.",
        "the longest gap",
        _gap_inputs("the longest"),
        lambda attempt: units.count(_gaps(attempt), "gap"),
        False,
        "fewer than two deltas came",
        _GAPS_DIFFER,
    ),
    _figure(
        "queued",
        "The wait for streamboard's own limits, concurrency for one: from queued to the first request. It is"
        " in no other figure.",
        "first request - queued",
        _queue_inputs,
        _one,
        False,
        "it was not queued",
        "GuideLLM has the stamps and no such figure. AIPerf starts its clock after its own scheduling.",
    ),
)
"""In the order in which they are gone through."""


def inspect(stream: StreamState, figure: Figure, now: int) -> Inspection:
    """Take a figure of a stream apart, as of now."""
    column, cell = figure.column, figure.column.of(stream, now)
    attempt = _attempt(stream, figure)
    if attempt is None:
        return Inspection(figure, column.heading, column.unit, cell, "nothing was sent yet", "", "", ())
    readings = [Reading("streamboard", column.heading, figure.formula, cell.value)]
    readings += [
        Reading(other.tool, other.name, other.formula, other.value(attempt)) for other in figure.elsewhere
    ]
    inputs, n, tokens_from = figure.absent, "", ""
    if cell.value is not None:
        inputs, n = figure.inputs(attempt), figure.n(attempt)
        tokens_from = _tokens_from(attempt) if figure.counts_tokens else ""
    return Inspection(figure, column.heading, column.unit, cell, inputs, n, tokens_from, tuple(readings))


def _attempt(stream: StreamState, figure: Figure) -> Attempt | None:
    """The attempt that a figure is taken from: the latest, but the first one ended the wait in the queue."""
    if figure.column.key == "queued" and stream.shown is not None:
        return stream.attempts[stream.round_start]
    return stream.shown


def _tokens_from(attempt: Attempt) -> str:
    if attempt.output_tokens()[1]:
        return "tokens: the server's count (usage)"
    return "tokens: an estimate, the server has not counted"
