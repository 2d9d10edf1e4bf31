"""What AIPerf, GuideLLM and vLLM make of one sample, and a figure taken apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streamboard import figures
from streamboard.board.attempt import Attempt
from streamboard.board.deltas import DeltaSeries
from streamboard.board.stream import StreamState
from streamboard.figures import other_tools
from streamboard.figures.catalogue import FIGURE, FIGURES, RUN_FIGURES, figures_of
from streamboard.figures.inspection import Inspection, inspect, inspect_run
from streamboard.figures.of_stream.slo_met import TAG
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.run.events import Event
from streamboard.run.plan import Slo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up

SOURCES = sorted(Path(figures.__path__[0]).glob("*.py"))
DOCUMENT = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text(encoding="utf-8")


def after(*events: Event) -> StreamState:
    return board(plan(stream()), *events).streams["s1"]


def sample() -> list[Event]:
    """Queued at 0, sent at 10, opened at 20, content at 50, 80 and 210, closed at 215; ended at 220."""
    s1 = Told()
    content = [s1.thinking(50), s1.text(80), s1.text(210)]
    return [s1.queued(0), s1.sent(10), s1.start(20), *content, s1.final(215, 4), s1.ended(220), s1.over(220)]


def attempt_of(*events: Event) -> Attempt:
    attempt = after(*events).shown
    assert attempt is not None
    return attempt


def values(figure: str, attempt: Attempt) -> dict[tuple[str, str], float | None]:
    return {(other.tool, other.name): other.value(attempt) for other in FIGURE[figure].other_tools}


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("ttft", {("AIPerf", "TTFT"): 40 * MS, ("GuideLLM", "TTFT"): 40 * MS, ("vLLM", "TTFT"): 10 * MS}),
        ("ttfo", {("AIPerf", "TTFO"): 70 * MS, ("GuideLLM", "TTFO"): 70 * MS, ("vLLM", ""): None}),
        (
            "itl",
            {
                ("AIPerf", "ITL"): 160 * MS / 3,
                ("GuideLLM", "ITL"): 160 * MS / 3,
                ("GuideLLM", "TPOT"): 200 * MS / 4,
                ("vLLM", "TPOT"): (205 - 10) * MS / 3,
            },
        ),
        (
            "tokens_per_second",
            {("AIPerf", "tok/s/user"): 3000 / 160, ("GuideLLM", "tok/s"): 4000 / 210, ("vLLM", ""): None},
        ),
        (
            "output_tokens",
            {("AIPerf", "OSL"): None, ("GuideLLM", "output tokens"): 4, ("vLLM", "output tokens"): 4},
        ),
        (
            "e2e",
            {("AIPerf", "latency"): 200 * MS, ("GuideLLM", "latency"): 210 * MS, ("vLLM", "E2EL"): 205 * MS},
        ),
        ("gap_p50", {("AIPerf", "ICL"): 80 * MS, ("GuideLLM", ""): None, ("vLLM", "ITL"): 30 * MS}),
        ("gap_max", {("AIPerf", "ICL"): 130 * MS, ("GuideLLM", ""): None, ("vLLM", "ITL"): 130 * MS}),
        (
            "queued",
            {("AIPerf", ""): None, ("GuideLLM", "queue stamps"): 10 * MS, ("vLLM", "queue_times"): 10 * MS},
        ),
    ],
)
def test_the_same_sample_by_each_definition(
    figure: str, expected: dict[tuple[str, str], float | None]
) -> None:
    found = values(figure, attempt_of(*sample()))
    assert found == {
        name: value if value is None else pytest.approx(value) for name, value in expected.items()
    }


def test_without_a_count_guidellm_takes_chunks_for_tokens_and_only_at_the_end() -> None:
    s1 = Told()
    under_way = [s1.queued(0), s1.sent(0), s1.text(100), s1.text(200), s1.text(300)]
    assert other_tools.guidellm_tokens(attempt_of(*under_way)) is None
    cut = attempt_of(*under_way, s1.ended(400, "cut_off"), s1.over(400, "cut_off"))
    assert other_tools.guidellm_tokens(cut) == 3
    assert other_tools.guidellm_itl_ns(cut) == 100 * MS
    assert other_tools.guidellm_tokens_per_second(cut) == pytest.approx(3 / 0.4)
    assert other_tools.vllm_tpot_ns(cut) is None


def test_an_answer_in_one_piece_has_an_itl_of_zero_elsewhere_and_none_here() -> None:
    s1 = Told()
    one = attempt_of(s1.queued(0), s1.sent(0), s1.text(50), s1.final(60, 9), s1.ended(61), s1.over(61))
    assert one.itl_ns() is None
    assert other_tools.guidellm_itl_ns(one) == other_tools.aiperf_itl_ns(one) == 0
    assert values("tokens_per_second", one)["AIPerf", "tok/s/user"] is None


def test_without_message_start_the_first_chunk_is_the_first_content() -> None:
    s1 = Told()
    end = [s1.ended(80, "cut_off"), s1.over(80, "cut_off")]
    bare = attempt_of(s1.queued(0), s1.sent(0), s1.text(50), s1.text(70), *end)
    assert other_tools.vllm_ttft_ns(bare) == 50 * MS
    assert other_tools.vllm_e2el_ns(bare) == 70 * MS


def test_until_the_end_there_is_no_end_to_end() -> None:
    s1 = Told()
    running = attempt_of(s1.queued(0), s1.sent(0), s1.start(20), s1.text(50), s1.text(70))
    assert set(values("e2e", running).values()) == {None}
    assert values("ttft", running)["AIPerf", "TTFT"] == 50 * MS


def test_tool_input_is_not_told_apart_for_guidellm() -> None:
    s1 = Told()
    block = {"type": "tool_use", "name": "look_up", "id": "x"}
    call = s1.api(20, "content_block_start", index=0, content_block=block)
    delta = {"type": "input_json_delta", "partial_json": "{}"}
    piece = s1.api(30, "content_block_delta", index=0, delta=delta)
    attempt = attempt_of(s1.queued(0), s1.sent(0), call, piece)
    assert attempt.ttfo_ns() == 30 * MS
    assert other_tools.guidellm_ttfo_ns(attempt) is None


def test_gaps_that_end_late_are_kept_here_as_by_others() -> None:
    lag = held_up(207, 212)
    attempt = attempt_of(*sample()[:-2], lag, *sample()[-2:])
    assert attempt.deltas.gap_percentile_ns(50) == 80 * MS
    assert values("gap_p50", attempt)["AIPerf", "ICL"] == 80 * MS


def test_where_gaps_were_merged_ours_stand_for_them() -> None:
    attempt = Attempt(1)
    attempt.deltas = DeltaSeries(8)
    for at in range(0, 200, 10):
        attempt.deltas.add(at, 1)
    assert values("gap_p50", attempt)["AIPerf", "ICL"] == attempt.deltas.gap_percentile_ns(50)
    assert values("gap_max", attempt)["vLLM", "ITL"] == 10


def test_nothing_is_none_everywhere() -> None:
    for figure in FIGURES:
        assert all(other.value(Attempt(1)) is None for other in figure.other_tools)


def test_every_source_that_is_named_is_in_the_document() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = {source for found in re.findall(r"\[([agv]\d[^\]]*)\]", text) for source in found.split(", ")}
    assert len(named) > 8
    assert all(f"| {source} | " in DOCUMENT for source in named)


# -- a figure taken apart

UNKNOWN = "since it began: when it was sent is not known"


def apart(tag: str, found: StreamState, now: float = 1000) -> Inspection:
    return inspect(found, FIGURE[tag], round(now * MS))


def test_every_figure_of_a_stream_can_be_taken_apart() -> None:
    for figure in FIGURES:
        found = inspect(after(*sample()), figure, 0)
        assert found.views[0].tool == "streamboard"
        assert {view.tool for view in found.views} == {"streamboard", "AIPerf", "GuideLLM", "vLLM"}
        assert found.views[0].value == found.reading.value


@pytest.mark.parametrize(
    ("tag", "inputs", "n"),
    [
        ("ttft", f"40.0 - 0.0 ms, {UNKNOWN}", "1 request"),
        ("ttfo", f"70.0 - 0.0 ms, {UNKNOWN}", "1 request"),
        ("itl", "(200.0 - 40.0) ms / (4 - 1)", "3 intervals between tokens"),
        ("tokens_per_second", "(4 - 1) / (200.0 - 40.0) ms", "3 intervals between tokens"),
        ("output_tokens", "usage.output_tokens = 4", "1 request"),
        ("e2e", f"200.0 - 0.0 ms, {UNKNOWN}", "1 request"),
        ("took", "210.0 - 0.0 ms, since the attempt began", "1 request"),
        ("input_tokens", "usage: 5, cached ones included", "1 request"),
        ("attempts", "attempt 1 is the latest", "1 request"),
        ("gap_p50", "the middle of 2 gaps, the longest 130 ms", "2 gaps"),
        ("gap_max", "the longest of 2 gaps: 130 ms", "2 gaps"),
        ("queued", "10.0 - 0.0 ms, since it was queued", "1 request"),
    ],
)
def test_inputs_are_milliseconds_since_the_request(tag: str, inputs: str, n: str) -> None:
    found = apart(tag, after(*sample()))
    assert (found.inputs, found.sample) == (inputs, n)


def test_where_the_token_count_comes_from() -> None:
    assert "the server's count" in apart("itl", after(*sample())).tokens_from
    assert apart("ttft", after(*sample())).tokens_from == ""
    s1 = Told()
    live = after(s1.queued(0), s1.sent(0), s1.text(10, "x" * 8), s1.text(400, "x" * 4))
    found = apart("output_tokens", live)
    assert found.reading == Reading(3, estimated=True)
    assert found.inputs == "max(2 deltas, 12 characters / 4)"
    assert "an estimate" in found.tokens_from
    assert "last second" in apart("tokens_per_second", live).inputs


def test_lateness_is_an_interval_and_nothing_is_left_out() -> None:
    lag = held_up(47, 52)
    late = after(*sample()[:4], lag, *sample()[4:])
    # The first content came at 50 ms at the latest, and at 47 ms at the earliest.
    assert apart("ttft", late).reading == Reading(40 * MS, less=3 * MS)
    assert apart("itl", late).reading == Reading(160 * MS / 3, more=3 * MS / 3)
    # The last content was stamped in time, and so was the request.
    assert apart("e2e", late).reading == Reading(200 * MS)
    assert apart("gap_p50", late).sample == "2 gaps"


def test_before_anything_was_sent_there_is_only_the_wait() -> None:
    waiting = after(Told().queued(0))
    assert apart("queued", waiting, 250).reading == Reading(250 * MS, moving=True)
    found = apart("ttft", waiting)
    assert (found.reading.value, found.inputs, found.views) == (None, "nothing was sent yet", ())


def test_an_absent_figure_says_why() -> None:
    s1 = Told()
    cut = after(s1.queued(0), s1.sent(0), s1.text(50), s1.ended(60, "cut_off"), s1.over(60, "cut_off"))
    found = apart("itl", cut)
    assert (found.sample, found.tokens_from) == ("", "")
    assert found.inputs.startswith("no final count of tokens")
    assert apart("gap_p50", cut).inputs == "fewer than two deltas came"


def test_the_wait_in_the_queue_is_that_of_the_first_attempt() -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(100), s1.ended(200, "failed"), s1.retry(200, 300), s1.sent(500)]
    found = apart("queued", after(*events))
    assert found.reading == Reading(100 * MS)
    assert found.inputs == "100.0 - 0.0 ms, since it was queued"
    assert {view.value for view in found.views} == {100 * MS, None}


# -- objectives


def judged(slo: Slo, *events: Event) -> Inspection:
    *_, figure = figures_of(slo)
    assert figure.tag == TAG
    return inspect(after(*events), figure, 1000 * MS)


def verdicts(found: Inspection) -> dict[str, float | None]:
    return {view.tool: view.value for view in found.views}


def test_without_objectives_there_is_nothing_to_judge() -> None:
    assert figures_of(Slo()) == FIGURES


def test_objectives_that_were_met_and_missed() -> None:
    met = judged(Slo(ttft_ns=40 * MS, e2e_ns=250 * MS), *sample())
    assert (met.reading.value, met.inputs) == (1, "TTFT 40.0 ms <= 40 ms, E2E 200 ms <= 250 ms")
    assert met.figure.formula == "TTFT <= 40 ms and E2E <= 250 ms"
    assert met.tokens_from == ""
    missed = judged(Slo(ttft_ns=39 * MS, itl_ns=60 * MS), *sample())
    assert (missed.reading.value, missed.inputs) == (0, "TTFT 40.0 ms > 39 ms, ITL 53.3 ms <= 60 ms")
    assert missed.tokens_from == "tokens: the server's count (usage)"


def test_others_judge_by_their_own_definitions() -> None:
    # For vLLM the first chunk came after 10 ms and the last after 205.
    early = judged(Slo(ttft_ns=20 * MS), *sample())
    assert verdicts(early) == {"streamboard": 0, "AIPerf": 0, "GuideLLM": 0, "vLLM": 1}
    closing = judged(Slo(e2e_ns=202 * MS), *sample())
    assert verdicts(closing) == {"streamboard": 1, "AIPerf": 1, "GuideLLM": 0, "vLLM": 0}


def test_one_token_and_an_answer_that_was_cut() -> None:
    s1 = Told()
    begin = [s1.queued(0), s1.sent(0), s1.start(10), s1.text(50)]
    one = judged(Slo(itl_ns=50 * MS), *begin, s1.final(60, 1), s1.ended(61), s1.over(61))
    assert one.inputs == "ITL -, not 50 ms"
    assert verdicts(one) == {"streamboard": 0, "AIPerf": 0, "GuideLLM": None, "vLLM": 1}
    end = [s1.final(60, 9, "max_tokens"), s1.ended(61, "max_tokens"), s1.over(61, "max_tokens")]
    cut = judged(Slo(ttft_ns=60 * MS), *begin, *end)
    assert cut.inputs == "no whole answer: max_tokens, TTFT 50.0 ms <= 60 ms"
    assert verdicts(cut) == {"streamboard": 0, "AIPerf": 1, "GuideLLM": 1, "vLLM": 1}


def test_what_failed_is_good_nowhere_and_what_goes_on_is_not_judged() -> None:
    s1, slo = Told(), Slo(ttft_ns=60 * MS)
    begin = [s1.queued(0), s1.sent(0), s1.text(50)]
    failed = judged(slo, *begin, s1.ended(60, "failed"), s1.over(60, "failed"))
    assert verdicts(failed) == {"streamboard": 0, "AIPerf": 0, "GuideLLM": None, "vLLM": 0}
    going = judged(slo, *begin)
    assert (going.reading.value, going.inputs) == (None, "it goes on, or was not sent")
    assert set(verdicts(going).values()) == {None}


# -- the run


def of_run(slo: Slo, *events: Event, streams: int = 2) -> dict[str, Inspection]:
    state = board(plan(*(stream(f"s{number}") for number in range(1, streams + 1)), slo=slo), *events)
    shown: list[RunFigure] = [one for one in RUN_FIGURES if one.worth(state)]
    return {one.tag: inspect_run(state, one, state.now) for one in shown}


def test_figures_of_the_run_and_what_others_make_of_it() -> None:
    s1, s2 = Told("s1"), Told("s2")
    whole = s1.whole(0, 0, 100, 500, 11)
    failed = [
        s2.queued(0),
        s2.sent(0),
        s2.text(200, "x" * 40),
        s2.ended(1000, "failed"),
        s2.over(1000, "failed"),
    ]
    found = of_run(Slo(ttft_ns=150 * MS), *whole, *failed)
    speed = found["run_tokens_per_second"]
    # Ten tokens of the one that failed are an estimate, and count here.
    assert (speed.reading.value, speed.reading.estimated) == (21.0, True)
    assert (speed.inputs, speed.sample) == ("21~ tokens / 1.00 s", "2 attempts")
    assert verdicts(speed) == {"streamboard": 21.0, "AIPerf": 22.0, "GuideLLM": None, "vLLM": 11.0}
    up = found["speed_up"]
    assert (up.reading.value, up.inputs) == (0.7, "700 ms / 1.00 s")
    good = found["goodput"]
    assert (good.reading.value, good.inputs, good.sample) == (0.5, "1 / 2", "2 streams")
    # GuideLLM judges no request that failed.
    assert verdicts(good) == {"streamboard": 0.5, "AIPerf": 0.5, "GuideLLM": 1.0, "vLLM": None}


def test_without_objectives_there_is_no_goodput_and_without_content_nothing() -> None:
    s1 = Told()
    found = of_run(Slo(), s1.queued(0), s1.sent(10), streams=1)
    # The speed-up of a single stream says nothing.
    assert set(found) == {"completed", "wall", "run_output_tokens", "run_tokens_per_second"}
    assert found["completed"].reading == Reading(0, of=1, note="0 of 1", moving=True)
    assert found["wall"].reading == Reading(10 * MS, moving=True)
    came = found["run_output_tokens"], found["run_tokens_per_second"]
    assert all(one.reading.value is None and one.inputs == "nothing came yet" for one in came)
    assert set(verdicts(found["run_tokens_per_second"]).values()) == {None}
