"""What a server says about a failure, in whatever form, is quoted on every surface: bounded and redacted."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import pytest
from rich.style import Style

from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended
from streamboard.board.stream import StreamState
from streamboard.figures.table import table
from streamboard.library import result_of
from streamboard.report.answers import as_markdown
from streamboard.report.export.catalogue import TABLES
from streamboard.report.live.lines import LinePrinter
from streamboard.report.live.plain_teller import MANY, PlainTeller
from streamboard.report.reported import report_of_table
from streamboard.report.summary import print_summary
from streamboard.run import runfile
from streamboard.run.events import Event
from streamboard.run.plan import SECOND, EndpointPlan, Limits, RunPlan
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text.waiting import ending_rows
from tests.support.engines import run_engine
from tests.support.plans import PATIENT, plan, stream
from tests.support.told import board
from tests.support.wire import HEAD, HOLD, Request, answer, delta, raw_sse, serve, sse, start

PALETTE = Palette(**{field.name: Style() for field in fields(Palette)})
KEY = "house-key-" + "said-back-0123456789"
WORDS = "quota used up"
SAID = f"{WORDS} by {KEY} \x1b[31m" + "x" * 100_000


def head(content_type: str, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n".encode()


JSON = json.dumps({"base_resp": {"status_msg": SAID}}).encode()
FORMS: dict[str, list[bytes]] = {
    "an error event": [HEAD, start(), delta("ab"), sse("error", {"error": {"type": "x", "message": SAID}})],
    "an error event without a name": [
        *(HEAD, start()),
        b"data: " + json.dumps({"error": SAID}).encode() + b"\n\n",
    ],
    "an error event of text": [HEAD, start(), raw_sse("error", SAID.encode())],
    "a list": [HEAD, start(), sse("error", {"error": {"message": [SAID, SAID]}})],
    "a mapping": [HEAD, start(), sse("error", {"error": {"message": {"of": SAID}}})],
    "JSON in a 200": [head("application/json"), JSON],
    "JSON in a stream": [HEAD, JSON],
    "a page in a 200": [head("text/html"), b"<html><script>no</script><p>" + SAID.encode()],
    "JSON in a 400": [head("application/json", "400 Bad"), JSON[:60_000]],
    "a stream in a 500": [
        head("text/event-stream", "500 Bad"),
        sse("error", {"error": {"message": SAID[:9000]}}),
    ],
    "text in a 403": [head("text/plain", "403 No"), SAID.encode()],
}
_ERROR = sse("error", {"error": {"type": "x", "message": SAID}})
KEPT_OPEN: dict[str, list[bytes]] = {
    f"{name}, kept open": [*FORMS[name][:-1], FORMS[name][-1][:cut], HOLD]
    for name, cut in {
        "JSON in a 200": None,
        "JSON in a stream": None,
        "a page in a 200": 9000,
    }.items()
}
KEPT_OPEN |= {
    "JSON in pieces, kept open": [
        head("application/json"),
        b'{"error": {"message": "quota ',
        b'used up"}}',
        HOLD,
    ],
    "a part of JSON, kept open": [head("application/json"), b'{"msg": "quota used up", "trace": [', HOLD],
    "text, kept open": [head("text/plain"), b"quota used up", HOLD],
    "JSON behind a part of the answer, kept open": [HEAD, start(), delta("ab"), JSON[:200], HOLD],
    "an event of another name, then silence": [
        HEAD,
        start(),
        delta("ab"),
        sse("upstream", {"error": {"message": SAID}}),
        HOLD,
    ],
}
KEPT_OPEN |= {
    "a comment, kept open": [HEAD, start(), delta("ab"), b": error: " + SAID[:900].encode() + b"\n\n", HOLD]
}
FORMS |= KEPT_OPEN
_SHORT = json.dumps({"code": 500, "msg": SAID[:9000]}).encode()
FORMS |= {
    f"{name}, then the end": [HEAD, start(), delta("ab"), said]
    for name, said in {
        "JSON without a name": b"data: " + _SHORT + b"\n\ndata: [DONE]\n\n",
        "text without a name": b"data: " + SAID.encode() + b"\n\n",
        "JSON of another name": b"event: status\ndata: " + _SHORT + b"\n\n",
        "text of another name": b"event: status\ndata: " + SAID.encode() + b"\n\n",
        "an error in capitals": b"event: ERROR\ndata: " + _SHORT + b"\n\n",
        "text with no event around it": SAID.encode(),
        "a comment": b": error: " + SAID[:900].encode() + b"\n\n: ping\n\n",
        "a comment without a blank line": b": error: " + SAID[:900].encode() + b"\n",
    }.items()
}
BEHIND: dict[str, list[bytes]] = {
    "an error behind the reason": [
        *(HEAD, start(), delta("ab")),
        sse("message_delta", {"delta": {"stop_reason": "end_turn"}}),
        _ERROR,
    ],
    "an error behind the end": [HEAD, answer("ab") + _ERROR],
    "an error in a read of its own": [HEAD, answer("ab"), _ERROR],
    "an error later, kept open": [HEAD, answer("ab"), b": x\n\n", sse("ping", {}), _ERROR, HOLD],
    "an error in the read of a ping, kept open": [HEAD, answer("ab"), sse("ping", {}) + _ERROR, HOLD],
    "an error of text behind the end": [HEAD, answer("ab"), raw_sse("error", SAID.encode())],
    "an error without a name behind the end": [
        *(HEAD, answer("ab")),
        b"data: " + json.dumps({"error": SAID}).encode() + b"\n\n",
    ],
    "an error of another name behind the end": [
        HEAD,
        answer("ab"),
        sse("oops", {"error": {"message": SAID}}),
    ],
    "JSON behind the end": [HEAD, answer("ab"), json.dumps({"error": SAID}).encode()],
    "JSON and a blank line behind the end": [HEAD, answer("ab"), JSON[:200] + b"\n\n"],
    "a page behind the end": [HEAD, answer("ab"), b"<html><p>" + SAID[:9000].encode() + b"</html>"],
    "JSON behind the reason": [
        *(HEAD, start(), delta("ab")),
        sse("message_delta", {"delta": {"stop_reason": "end_turn"}}),
        JSON[:200],
    ],
}
FINE: dict[str, list[bytes]] = {
    "a comment after which it goes on": [HEAD, b": error: " + SAID[:900].encode() + b"\n\n", answer("ab")],
    "a warning within the answer": [
        HEAD,
        start(),
        sse("warning", {"error": {"message": SAID}}),
        answer("ab"),
    ],
    "more than was asked for": [HEAD, answer("ab"), delta("cd"), sse("ping", {}), b"what is this?\r\n"],
}
# What is behind an answer has time to come: some of the forms after it are silent for a while.
ALL = BEHIND | FINE | FORMS
LIMITS = Limits(first_token_ns=SECOND // 2, idle_ns=SECOND // 2, total_ns=20 * SECOND)


def form_of(request: Request) -> Iterable[bytes]:
    return ALL[json.loads(request.body)["model"]]


def limits_of(name: str) -> Limits:
    return LIMITS if name in KEPT_OPEN else PATIENT


class Ran:
    """A run with a stream for each form."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "run.jsonl"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KEY_OF_MINE", KEY)
            self.plan, self.events = asyncio.run(self._run())

    async def _run(self) -> tuple[RunPlan, list[Event]]:
        async with serve(form_of) as server:
            asked = plan(
                *(
                    stream(name, name=name, endpoint="mine", model=name, limits=limits_of(name))
                    for name in ALL
                ),
                endpoints={"mine": EndpointPlan(server.url, "KEY_OF_MINE")},
                concurrency=8,
            )
            return asked, await run_engine(asked, record=self.file)


@pytest.fixture(scope="module")
def ran(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return Ran(tmp_path_factory.mktemp("said"))


def told_by(
    state: BoardState, events: Sequence[Event], by: type[LinePrinter] | type[PlainTeller], *, others: int = 0
) -> str:
    lines: list[str] = []
    told = BoardState(plan(*state.plan.streams, *(stream(f"other {number}") for number in range(others))))
    teller = by(told, lines.append)
    for event in events:
        teller.take(told.fold_all([event]))
    return "\n".join(lines)


def exported(state: BoardState) -> dict[str, str]:
    found = table(state, [*state.streams.values()], state.now)
    return {export.name: export.text(report_of_table(state, found)) for export in TABLES}


def printed(state: BoardState) -> str:
    out = io.StringIO()
    print_summary(state, out)
    return out.getvalue()


def played(ran: Ran, name: str) -> tuple[BoardState, StreamState, list[Event]]:
    """The board of one stream alone."""
    own = plan(*(one for one in ran.plan.streams if one.id == name))
    events = [event for event in ran.events if getattr(event, "stream", None) == name]
    state = board(own, *events)
    (one,) = state.streams.values()
    return state, one, events


@pytest.mark.parametrize("name", FORMS)
def test_every_surface_quotes_the_server(ran: Ran, name: str) -> None:
    state, one, events = played(ran, name)
    surfaces = {
        "pane": " ".join(how_it_ended(one) or ()),
        "log": "\n".join(row.detail for row in one.log.rows if row.trouble and row.label != "error"),
        "lines": told_by(state, events, LinePrinter),
        "sentences": told_by(state, events, PlainTeller),
        "Markdown": as_markdown(one, state),
        **exported(state),
    }
    for surface, said in surfaces.items():
        assert WORDS in said, surface
        assert KEY not in said, surface
        assert len(said) < 12_000, surface
    assert "\x1b" not in surfaces["lines"] + surfaces["sentences"]


@pytest.mark.parametrize("name", BEHIND)
def test_what_is_said_behind_a_whole_answer_is_quoted_and_the_answer_stays_whole(ran: Ran, name: str) -> None:
    state, one, events = played(ran, name)
    assert one.outcome == "completed"
    pane = ending_rows(one, state, state.now, 200, 20, PALETTE)
    surfaces = {
        "pane": "\n".join(text for row in pane for text, _ in row),
        "log": "\n".join(row.detail for row in one.log.rows if row.trouble),
        "lines": told_by(state, events, LinePrinter),
        "sentences": told_by(state, events, PlainTeller),
        "many sentences": told_by(state, events, PlainTeller, others=MANY),
        "summary": printed(state),
        "Markdown": as_markdown(one, state),
        **exported(state),
        "library": result_of(one, state).said_after,
    }
    for surface, said in surfaces.items():
        assert said.count(WORDS) == 1, surface
        assert KEY not in said, surface
        assert len(said) < 12_000, surface
        assert "\x1b" not in said or surface in ("log", "library"), surface


@pytest.mark.parametrize("name", FINE)
def test_nothing_is_said_behind_an_answer_that_ended_well(ran: Ran, name: str) -> None:
    state, one, events = played(ran, name)
    assert one.outcome == "completed"
    assert "The server said" not in told_by(state, events, LinePrinter) + printed(state)


def test_the_file_holds_the_same_words_and_no_key(ran: Ran) -> None:
    assert runfile.read(ran.file).events == ran.events
    assert KEY not in ran.file.read_text()
