"""A session as a prompt set: what is written expands to the same streams."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.documents.mistakes import MistakesError
from streamboard.promptset import load, parse
from streamboard.promptset.template import escaped, filled
from streamboard.run.plan import SECOND, EndpointPlan, Limits, RunPlan, Slo, Start, StreamPlan
from streamboard.session.saving import SavingError, session_of

TALK = [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello."}]


def stream(number: int = 1, messages: list[dict[str, Any]] | None = None, **fields: Any) -> StreamPlan:
    request = {"max_tokens": 1024, "messages": TALK if messages is None else messages} | fields.pop(
        "request", {}
    )
    name = fields.pop("name", f"n{number}")
    defaults: dict[str, Any] = {"endpoint": "sim", "model": None}
    return StreamPlan(f"s{number}", name, name, request=request, **defaults | fields)


def again(*streams: StreamPlan, **fields: Any) -> RunPlan:
    return parse(session_of(RunPlan("A session", [*streams], **fields)).text("files"))


def test_every_setting_comes_back() -> None:
    full = stream(
        endpoint="mine",
        model="claude-haiku-5-5",
        request={
            "max_tokens": 4096,
            "system": "Be {{brief}}.",
            "stop_sequences": ["END"],
            "thinking": {"type": "enabled", "budget_tokens": 2048},
            "tools": [{"name": "t", "input_schema": {"type": "object"}}],
            "output_config": {"effort": "low"},
            "temperature": 0.5,
            "top_k": None,
        },
        limits=Limits(first_token_ns=1_500_000_000, idle_ns=None, total_ns=123_456_789),
        retries=0,
    )
    simulated = stream(2, sim={"ttft": 0.25, "fault": "stall", "after": 3})
    plan = again(
        full,
        simulated,
        endpoints={
            "mine": EndpointPlan("http://127.0.0.1:9", "MY_KEY", auth="x-api-key"),
            "unused": EndpointPlan("http://x"),
        },
        concurrency=3,
        slo=Slo(ttft_ns=800_000_000, e2e_ns=3 * SECOND),
    )
    assert plan == RunPlan(
        "A session",
        [full, simulated],
        {"mine": EndpointPlan("http://127.0.0.1:9", "MY_KEY", auth="x-api-key")},
        Start("by-hand"),
        3,
        Slo(ttft_ns=800_000_000, e2e_ns=3 * SECOND),
    )


def test_an_answer_that_came_is_told_from_the_beginning_of_one() -> None:
    came, begun = stream(1, answered=True), stream(2)
    assert "answered: true" in session_of(RunPlan("x", [came])).text("files")
    assert "answered" not in session_of(RunPlan("x", [begun])).text("files")
    assert [one.answered for one in again(came, begun).streams] == [True, False]
    with pytest.raises(MistakesError, match="does not end with an answer"):
        parse("prompts: [{messages: [{role: user, content: Hi.}], answered: true}]")


def test_what_the_schema_does_not_take_goes_as_it_stands() -> None:
    newer = stream(request={"thinking": {"type": "newer"}, "speed": "warp", "system": None, "max_tokens": -1})
    expanded = again(newer).streams[0].request
    assert expanded == newer.request


HOSTILE = [
    "\x1b[2J\x07\x9b31m",
    "  leading and trailing  ",
    "\n\n  begins with lines",
    "tab\tand\r\nreturn",
    "{{x}} {{{{x}}}} {{ topic }}",
    "- a: b # c",
    "'\"|>&*!%@`",
    "\u202eevil\u2028line\u2029\x85\ufeff",
    "é 日本 👩‍💻",
    "null",
    "1e5",
    "2024-01-01",
    "<<",
    "a" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_to_the_last_character(text: str) -> None:
    block = {"type": "text", "text": text}
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": text},
        {"role": "assistant", "content": [block]},
    ]
    hostile = stream(messages=messages, request={"system": [block], "note": text})
    assert again(hostile).streams == [hostile]


TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \n\t{}x\r\x1b\x85\u2028\ufeff:#-'\"|>&*!%@`,[]?~0é😀\u202e"),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
).filter(lambda text: bool(text.strip()))


@given(TEXTS, TEXTS)
def test_any_text_comes_back(question: str, answer: str) -> None:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    assert again(stream(messages=messages)).streams == [stream(messages=messages)]


@given(st.text("{}x "))
def test_what_looks_like_a_variable_is_sent_as_it_is(text: str) -> None:
    assert filled(escaped(text), {"x": "no"}) == text


def test_half_a_character_becomes_the_sign_for_it() -> None:
    halved = stream(messages=[{"role": "user", "content": "a\ud800b"}])
    assert again(halved).streams[0].request["messages"] == [{"role": "user", "content": "a\ufffdb"}]


def test_names_become_such_as_a_prompt_set_takes() -> None:
    names = ["a\x1b[2Jb", "\u202e", "x" * 400, "x" * 400]
    plan = again(*(stream(number, name=name) for number, name in enumerate(names, 1)))
    assert [one.name for one in plan.streams] == ["a␛[2Jb", "\ufffd", "x" * 190, "x" * 190 + " (2)"]
    assert len({one.name for one in plan.streams}) == 4


def test_a_stream_stays_in_its_column() -> None:
    columns = ["brief", "long", "", "brief"]
    streams = [stream(number, column=column) for number, column in enumerate(columns, 1)]
    assert [one.column for one in again(*streams).streams] == columns
    assert "column" not in session_of(RunPlan("x", [streams[2]])).text("files")


def test_columns_stay_apart_under_such_names() -> None:
    columns = ["a\x1b[2Jb", "x" * 400, "x" * 399 + "y", "x" * 400]
    plan = again(*(stream(number, column=column) for number, column in enumerate(columns, 1)))
    long = "x" * 190
    assert [one.column for one in plan.streams] == ["a␛[2Jb", long, f"{long} (2)", long]


def test_a_stream_that_was_asked_nothing_is_left_out() -> None:
    assert [one.name for one in again(stream(1), stream(2, messages=[])).streams] == ["n1"]
    with pytest.raises(SavingError, match="Nothing was said"):
        session_of(RunPlan("x", [stream(messages=[])])).text("files")


def test_what_could_not_be_read_again_is_not_written() -> None:
    with pytest.raises(SavingError, match="larger than 1 MB"):
        session_of(RunPlan("x", [stream(messages=[{"role": "user", "content": "x" * 1_000_000}])]))
    key = "sk-ant-api03-" + "aB3" * 30
    with pytest.raises(SavingError, match="API key") as refusal:
        session_of(RunPlan("x", [stream(messages=[{"role": "user", "content": key}])])).text("files")
    assert key not in str(refusal.value)


def test_a_conversation_is_written_to_be_read() -> None:
    messages = [{"role": "user", "content": "One.\nTwo."}]
    assert session_of(RunPlan("Chat", [stream(messages=messages)])).text("files") == (
        "title: Chat\n"
        "start: by-hand\n"
        "prompts:\n"
        "- name: n1\n"
        "  endpoint: sim\n"
        "  max_tokens: 1024\n"
        "  messages:\n"
        "  - role: user\n"
        "    content: |-\n"
        "      One.\n"
        "      Two.\n"
    )


def test_a_stream_stands_where_it_stood() -> None:
    varied = stream(1, vars={"topic": "{{x}}"}, repeat=3, column="brief")
    varied = msgspec.structs.replace(varied, prompt="rain")
    assert again(varied).streams == [varied]


def test_the_turn_of_a_saved_answer_is_counted() -> None:
    assert again(stream(messages=[*TALK, *TALK], answered=True)).streams[0].turn == 2


PIXEL = b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_000


def attached(data: bytes, media_type: str = "image/png") -> dict[str, Any]:
    source = {"type": "base64", "media_type": media_type, "data": b64encode(data).decode()}
    return {"type": "image", "source": source}


def looking_at(*blocks: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"role": "user", "content": [*blocks, {"type": "text", "text": "What is it?"}]}]


def test_images_are_files_beside_the_set(tmp_path: Path) -> None:
    both = [stream(number, messages=looking_at(attached(PIXEL))) for number in (1, 2)]
    session_of(RunPlan("Seen", both)).write(tmp_path / "seen.yaml")
    (image,) = (tmp_path / "seen-files").iterdir()
    assert image.read_bytes() == PIXEL
    assert [path.stat().st_mode & 0o777 for path in (image, image.parent)] == [0o600, 0o700]
    assert load(tmp_path / "seen.yaml").streams == both


def test_what_is_no_image_stays_in_the_text() -> None:
    odd = stream(messages=looking_at(attached(b"GIF89a", "image/png")))
    assert again(odd).streams == [odd]


@pytest.mark.parametrize("taken", ["seen.yaml", "seen-files"])
def test_no_file_is_written_where_one_of_them_is_taken(tmp_path: Path, taken: str) -> None:
    folder = tmp_path / "sets"
    folder.mkdir()
    (folder / taken).touch()
    session = session_of(RunPlan("Seen", [stream(messages=looking_at(attached(PIXEL)))]))
    with pytest.raises(OSError, match="taken already"):
        session.write(folder / "seen.yaml")
    assert [path.name for path in folder.iterdir()] == [taken]
