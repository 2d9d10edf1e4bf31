"""What the source tells of itself in its answers, and what is made of it."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.beside import aiperf
from benchmarks.claims.agreement import FIGURES, ITL, TTFT, Round
from benchmarks.harness.processes import source
from benchmarks.harness.source import Order, stamp_of
from benchmarks.harness.truth import Figures, Pair, Truth, pairs_of_run, sent_within_ms, truth_of

MS = 1_000_000
DELTAS = ["rain @1000000 @1200000 ", "over @1220000 ", "the @1240000 ", "old @1260001 "]
"""Asked at 1 s; four deltas from 0.2 s later on, about 20 ms apart."""
TRUTH = Truth(1_000_000, 1_200_000, 1_260_001, 4)


def test_an_answer_tells_when_it_was_asked_for_and_written() -> None:
    assert truth_of("".join(DELTAS)) == TRUTH
    assert TRUTH.figures == pytest.approx((200, 60.001 / 3, 260.001, 3e3 / 60.001))


def test_the_first_delta_is_still_known_by_the_time_of_its_sending() -> None:
    assert stamp_of(DELTAS[0]) == 1_200_000


def test_one_delta_makes_no_itl() -> None:
    assert truth_of(DELTAS[0]) is None
    assert truth_of("rain ") is None


def test_a_difference_has_a_sign_and_a_unit_of_its_own() -> None:
    pair = Pair(Figures(201.5, 20.1, 262, 49.75), Truth(0, 200_000, 260_000, 4))
    offs = [figure.off(pair) for figure in FIGURES]
    assert offs == pytest.approx([1.5, 0.5, 2, -0.5])
    early = pair._replace(measured=pair.measured._replace(ttft_ms=199))
    assert Round([pair, early, early]).off(TTFT) == pytest.approx(1)


def test_a_run_file_is_compared_as_the_board_shows_it(tmp_path: Path) -> None:
    """The board's stamps are 1 ms late at the first delta and 4 ms at the last."""
    stamps = [201, 221, 241, 264.001]
    deltas: list[dict[str, Any]] = [
        {"event": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
        for text in DELTAS
    ]
    path = tmp_path / "run.jsonl"
    usage = {"output_tokens": 4}
    events: list[tuple[float, dict[str, Any]]] = [
        (0, {"event": "attempt_started", "endpoint": "source", "model": "bench"}),
        (0, {"event": "request_sent", "size": 100}),
        (1, {"event": "message_start", "message": {"usage": {"output_tokens": 1}}}),
        *zip(stamps, deltas, strict=True),
        (
            265,
            {"event": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": usage},
        ),
        (265, {"event": "message_stop"}),
        (265, {"event": "attempt_ended", "outcome": "completed", "stop_reason": "end_turn", "usage": usage}),
    ]
    head = {"stream": "s1", "attempt": 1}
    lines = [STARTED, *({"t": int(ms * MS), **head, **event} for ms, event in events)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    [pair] = pairs_of_run(path)
    assert pair.truth == TRUTH
    assert pair.measured == pytest.approx((201, 63.001 / 3, 264.001, 3e3 / 63.001))
    assert ITL.off(pair) == pytest.approx((63.001 / 60.001 - 1) * 100)
    assert sent_within_ms(path) == 0


def test_aiperf_is_compared_by_its_own_export(tmp_path: Path) -> None:
    """Its two files have their records in any order."""
    packets = [
        {"perf_ns": number, "packets": [{"name": "data", "value": json.dumps({"choices": [choice]})}]}
        for number, text in enumerate(DELTAS)
        for choice in [{"delta": {"content": text}}]
    ]
    end = {"perf_ns": 9, "packets": [{"name": "data", "value": value} for value in (USAGE, "[DONE]")]}
    raw = [
        {"metadata": {"x_request_id": "a"}, "responses": [*packets, end]},
        {"metadata": {"x_request_id": "b"}, "responses": []},
    ]
    values = dict(zip(aiperf.METRICS, (205.0, 20.1, 265.3, 49.75), strict=True))
    metrics = {name: {"value": value, "unit": "ms"} for name, value in values.items()}
    own = [
        {"metadata": {"x_request_id": "b"}, "metrics": {}},
        {"metadata": {"x_request_id": "a"}, "metrics": metrics},
    ]
    for name, records in (("profile_export_raw", raw), ("profile_export", own)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    assert aiperf.pairs(tmp_path) == [Pair(Figures(205, 20.1, 265.3, 49.75), TRUTH)]


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/chat/completions"])
def test_the_source_stamps_what_it_reads_and_writes_in_order(path: str) -> None:
    order = Order(5, rate=100, delay=0.05)
    with source() as streams:
        connection = HTTPConnection(streams.url.removeprefix("http://"))
        before = time.monotonic_ns() // 1000
        connection.request("POST", path, json.dumps({"bench": msgspec.to_builtins(order)}))
        answer = connection.getresponse().read().decode()
        after = time.monotonic_ns() // 1000
        connection.close()
    truth = truth_of(answer)
    assert truth is not None
    assert truth.tokens == order.deltas
    assert before <= truth.asked
    assert truth.asked + order.delay * 1e6 <= truth.first
    assert truth.first <= truth.last <= after
    assert f'_tokens":{order.deltas}' in answer


USAGE = json.dumps({"choices": [], "usage": {"completion_tokens": 4}})
STARTED = {
    "t": 0,
    "event": "run_started",
    "version": 1,
    "monotonic_ns": 0,
    "started_at": "",
    "plan": {
        "title": "t",
        "streams": [
            {
                "id": "s1",
                "name": "s1",
                "prompt": "p",
                "endpoint": "source",
                "model": None,
                "request": {"messages": []},
            }
        ],
    },
}
