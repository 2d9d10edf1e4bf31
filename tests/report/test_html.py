"""The report as a page: what is in it, and that nothing from outside acts in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from streamboard.comparing.comparison import compare
from streamboard.comparing.gate_rulings import judge
from streamboard.comparing.sides import RunSide
from streamboard.report.html.charts import axis_of
from streamboard.report.html.markup import element, escaped, joined
from streamboard.report.html.page import page
from streamboard.report.html.ratios import ratios
from streamboard.report.reported import Report, beside, reported
from streamboard.run.events import EndpointState, ErrorInfo, Event, Machine, RunStarted
from streamboard.run.plan import Check, RunPlan, StreamPlan
from tests.comparing.made import board_of, events_of, side
from tests.support.plans import plan, stream
from tests.support.told import Told, board

HOSTILE = (
    "</pre></title></style></svg><script>console.error('ran')</script>"
    "<img src=x onerror=\"console.error('ran')\">'\">"
    "<b onmouseover=alert(1)>&lt;!-- ]]> \x1b[31m \u202e \x00 javascript:alert(1)"
)
CHROMIUM = shutil.which("chromium")
VOID = {"meta", "br", "hr"}


class Seen(HTMLParser):
    """What a browser would find in a page: its elements, balanced, and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile(text: str = HOSTILE, number: int = 1) -> tuple[RunPlan, list[Event]]:
    """A run in which every text from outside is this one."""
    request = {
        "max_tokens": 5,
        "system": text,
        "messages": [{"role": "user", "content": [{"type": "text", "text": text}, {"type": text}]}],
        text: text,
    }
    one: StreamPlan = msgspec.structs.replace(
        stream(f"s{number}", name=text),
        prompt=text,
        column=text,
        model=text,
        endpoint=text,
        request=request,
        vars={text: text},
        expect=[Check("contains", text)],
    )
    run = msgspec.structs.replace(plan(one), title=text, doubts=[text])
    told = Told(one.id)
    error = ErrorInfo(text, text, text, 500, text, text)
    events: list[Event] = [
        RunStarted(
            t=0,
            version=1,
            monotonic_ns=1,
            started_at=text,
            plan=run,
            versions={text: text},
            machine=Machine(text, text, text, 2),
        ),
        EndpointState(t=1, endpoint=text, state="ready", detail=text, reason=text, base_url=f"http://{text}"),
        told.queued(1),
        told.sent(2, text, text),
        told.start(3, text),
        told.thinking(4, text),
        told.text(50, text, 1),
        told.text(70, text, 1),
        told.checked(80, 0, passed=False, why=text),
        told.final(80, 3, text),
        told.ended(90, "failed", error),
        told.retry(90, 5, reason=text),
        told.queued(96),
        told.sent(97, text, text),
        told.text(120, text),
        told.ended(140, "failed", error),
        told.over(140, "failed", error),
    ]
    return run, events


def page_of(run: RunPlan, events: list[Event], name: str = "run.jsonl") -> str:
    return page(Report([reported(name, board(run, *events))]))


def good(slow: float = 1.0) -> str:
    """A page of two columns with two answers each."""
    streams, events = [], list[Event]()
    for number in range(1, 5):
        column = "terse" if number % 2 else "chatty"
        streams.append(msgspec.structs.replace(stream(f"s{number}"), column=column, prompt=f"p{number // 3}"))
        events += Told(f"s{number}").whole(0, 10, 100 * number * slow, 1000 * number, 11)
    return page(Report([reported("run.jsonl", board(plan(*streams), *events))]))


def test_markup_escapes_all_but_markup() -> None:
    made = element("p", "<b>", element("i", '"x"'), None, ["&", "y"], title='"><script>', hidden=True)
    assert made == '<p title="&quot;&gt;&lt;script&gt;" hidden>&lt;b&gt;<i>&quot;x&quot;</i>&amp;y</p>'
    assert joined(["<", element("br")]) == "&lt;<br>"
    assert escaped("\x1b\u202e") == "\u241b\ufffd"


def test_nothing_from_outside_is_markup() -> None:
    run, events = hostile()
    text = page_of(run, events, HOSTILE)
    seen, harmless = Seen(text), Seen(page_of(*hostile("harmless"), "harmless"))
    assert seen.open == []
    assert seen.names == harmless.names
    assert not seen.names & {"script", "img", "iframe", "object", "form", "link", "base", "foreignobject"}
    assert {(tag, name) for tag, name, _ in seen.attributes} == {
        (tag, name) for tag, name, _ in harmless.attributes
    }
    assert not [name for _, name, _ in seen.attributes if name.startswith("on") or name in ("style", "src")]
    assert all(value.startswith("#") for _, name, value in seen.attributes if name == "href")
    assert not set(text) & {"\x1b", "\u202e", "\x00"}


def two_of(text: str) -> Report:
    """A report of two runs, one beside the other, in which every text from outside is this one."""
    sides, gates = [], [text, "ttft.p50 < 1ms"]
    for at in (text, f"{text}2"):
        told = events_of([300.0] * 8, at=at, prompt=text, column=text, text=at, gates=gates)
        started = told[0]
        assert isinstance(started, RunStarted)
        changed = msgspec.structs.replace(started, versions={text: at})
        sides.append(RunSide(text, (board(started.plan, changed, *told[1:]),)))
    runs = [reported(side.name, side.boards[0], judge(side.boards[0].plan.gates, side)) for side in sides]
    return Report(runs, [beside(sides[0], sides[1]), beside(sides[0], sides[0])])


def compared(text: str) -> str:
    """The page of `two_of`."""
    return page(two_of(text))


def test_nothing_from_outside_is_markup_in_a_comparison() -> None:
    seen, harmless = Seen(compared(HOSTILE)), Seen(compared("harmless"))
    assert seen.open == []
    assert seen.names == harmless.names
    assert not seen.names & {"script", "img", "b", "iframe"} - harmless.names
    assert {(tag, name) for tag, name, _ in seen.attributes} == {
        (tag, name) for tag, name, _ in harmless.attributes
    }
    assert "SIMULATED" in harmless.words
    refused = "Not compared: harmless and harmless are the same run; nothing can differ. Name two runs."
    assert refused in harmless.words
    assert "Made differently" in harmless.words
    ids = [value for _, name, value in seen.attributes if name == "id"]
    assert len(ids) == len({*ids})
    assert {value[1:] for _, name, value in seen.attributes if name == "href"} <= {*ids}


def test_a_comparison_has_a_picture_with_words_for_who_does_not_see_it() -> None:
    told = [
        value for tag, name, value in Seen(compared("x")).attributes if (tag, name) == ("svg", "aria-label")
    ]
    [ratios] = [each for each in told if each.startswith("Ratios of B to A. ")]
    assert "TTFT 1.00x (95 % interval 1.00x to 1.00x, 8 pairs): no difference seen; " in ratios


def test_a_ratio_of_nothing_has_its_place_in_the_picture() -> None:
    sides = [
        side("a", board_of(*(100.0 for _ in range(7)))),
        side("b", board_of(*(0.0 for _ in range(7)), at="2")),
    ]
    found = compare(*sides)
    assert [row.measured.effect.high for row in found.rows if row.name == "TTFT" and row.measured.effect] == [
        0
    ]
    assert ratios(found)


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    text = good()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;; style-src &#x27;sha256-")
    assert "unsafe" not in policy[1]
    assert text.count("<style>") == 1
    assert not re.search(r"https?://", text)


def test_every_part_is_there_and_every_link_leads_somewhere() -> None:
    seen = Seen(good())
    ids = {value for _, name, value in seen.attributes if name == "id"}
    assert {value[1:] for _, name, value in seen.attributes if name == "href"} <= ids
    heads = ("How it was made", "Figures", "Race", "Distributions", "Matrix", "Streams", "Answers", "Trouble")
    assert set(heads) <= set(seen.words)
    assert {"main", "header", "nav", "footer", "caption", "details"} <= seen.names
    assert [value for tag, name, value in seen.attributes if (tag, name) == ("svg", "role")].count("img") == 7
    assert "SIMULATED" not in seen.words


def test_headings_have_no_gap_in_their_levels_and_tables_have_heads() -> None:
    for text in (good(), compared("x"), page_of(*hostile("x"))):
        levels = [int(level) for level in re.findall(r"<h(\d)", text)]
        assert levels[:2] == [1, 2]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert text.count("<h1") == 1
        tables = re.findall(r"<table>.*?</table>", text)
        assert tables
        assert all(re.search(r'<caption>[^<].*<th scope="col">[^<]', table) for table in tables)


def test_percentiles_have_their_intervals_and_say_when_they_are_open() -> None:
    words = Seen(good()).words
    assert "open: too few" in words
    assert any("of 4, 100% (95 %: 51% to 100%)" in each for each in words)


def test_a_request_that_many_streams_sent_stands_there_once() -> None:
    text = good()
    assert text.count("<summary>Prompt: ") == 1


def test_a_logarithmic_axis_has_round_ticks_and_room_for_nought() -> None:
    axis = axis_of([[0, 1e6, 3e6], [4e9]])
    assert axis.log
    assert (axis.part(0), axis.part(4e9)) == (0, 1)
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks(6))
    assert axis_of([[5.0]]).part(5.0) == pytest.approx(0.5)


def test_a_run_in_which_nothing_came_is_a_page_too() -> None:
    seen = Seen(page_of(plan(stream("s1")), []))
    assert seen.open == []
    assert "Race" not in seen.words


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_runs_nothing_and_its_console_is_empty(tmp_path: Path) -> None:
    assert CHROMIUM is not None
    run, events = hostile()
    one = reported(HOSTILE, board(run, *events))
    text = page(Report([one], two_of(HOSTILE).comparisons))
    (tmp_path / "hostile.html").write_text(text, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]
    done = subprocess.run(
        [CHROMIUM, *flags, f"--user-data-dir={tmp_path}/profile", f"file://{tmp_path}/hostile.html"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "CONSOLE" not in done.stderr
    assert "How it was made" in done.stdout
    assert not Seen(done.stdout).names & {"script", "img"}
