"""What a server says about a failure, in whatever form, is quoted on every surface: bounded and redacted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended
from streamboard.report.lines import LinePrinter
from streamboard.report.plain import PlainTeller
from streamboard.run import runfile
from streamboard.run.events import Event
from streamboard.run.plan import EndpointPlan, RunPlan
from tests.support.engines import run_engine
from tests.support.plans import plan, stream
from tests.support.told import board
from tests.support.wire import HEAD, Request, delta, raw_sse, serve, sse, start

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


def form_of(request: Request) -> Iterable[bytes]:
    return FORMS[json.loads(request.body)["model"]]


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
                *(stream(name, name=name, endpoint="mine", model=name) for name in FORMS),
                endpoints={"mine": EndpointPlan(server.url, "KEY_OF_MINE")},
                concurrency=4,
            )
            return asked, await run_engine(asked, record=self.file)


@pytest.fixture(scope="module")
def ran(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return Ran(tmp_path_factory.mktemp("said"))


def told_by(state: BoardState, events: Sequence[Event], by: type[LinePrinter] | type[PlainTeller]) -> str:
    lines: list[str] = []
    told = BoardState(state.plan)
    teller = by(told, lines.append)
    for event in events:
        teller.take(told.fold_all([event]))
    return "\n".join(lines)


@pytest.mark.parametrize("name", FORMS)
def test_every_surface_quotes_the_server(ran: Ran, name: str) -> None:
    own = plan(*(one for one in ran.plan.streams if one.id == name))
    events = [event for event in ran.events if getattr(event, "stream", None) == name]
    state = board(own, *events)
    (one,) = state.streams.values()
    surfaces = {
        "pane": " ".join(how_it_ended(one) or ()),
        "log": "\n".join(row.detail for row in one.log.rows if row.label == "failed"),
        "lines": told_by(state, events, LinePrinter),
        "sentences": told_by(state, events, PlainTeller),
    }
    for surface, said in surfaces.items():
        assert WORDS in said, surface
        assert KEY not in said, surface
        assert len(said) < 6000, surface
    assert "\x1b" not in surfaces["lines"] + surfaces["sentences"]


def test_the_file_holds_the_same_words_and_no_key(ran: Ran) -> None:
    assert runfile.read(ran.file).events == ran.events
    assert KEY not in ran.file.read_text()
