"""Answers as Markdown files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import pytest
import yaml

from streamboard.board.state import BoardState
from streamboard.report.answers import answers_of, as_markdown, stem_of, write
from streamboard.run.plan import RunPlan, StreamPlan

from ..support.told import Told, board

NOW = datetime(2026, 1, 2, 3, 4, 5)


def told(*names: str, text: str = "**raw** text", title: str = "Robots, three ways") -> BoardState:
    streams = [StreamPlan(f"s{number}", name, name, "sim", "m", {}) for number, name in enumerate(names, 1)]
    events = []
    for stream in streams:
        tell = Told(stream.id)
        events += [
            tell.queued(0),
            tell.sent(10),
            tell.start(20),
            tell.text(110, text[:3]),
            tell.text(210, text[3:]),
            tell.final(220, 11),
            tell.api(221, "message_stop"),
            tell.ended(222),
            tell.over(222),
        ]
    return board(RunPlan(title, streams), *events)


def test_a_file_begins_with_what_is_known_and_holds_the_raw_text() -> None:
    state = told("story")
    text = as_markdown(state.streams["s1"], state)
    _, facts, answer = text.split("---\n", 2)
    assert answer == "\n**raw** text\n"
    assert yaml.safe_load(facts) == {
        "title": "Robots, three ways",
        "stream": "story",
        "model": "real-model",
        "endpoint": "sim",
        "outcome": "completed",
        "stop_reason": "end_turn",
        "ttft": "100 ms",
        "ttfo": "100 ms",
        "itl": "10.0 ms",
        "tokens_per_second": "100",
        "e2e": "200 ms",
        "took": "212 ms",
        "queued": "10.0 ms",
        "input_tokens": "5",
        "output_tokens": "11",
        "gap_p50": "100 ms",
        "gap_p95": "100 ms",
        "gap_max": "100 ms",
        "attempts": "1",
    }


def test_the_question_stands_above_the_answer() -> None:
    state = told("story")
    stream = state.streams["s1"]
    content = [{"type": "text", "text": "a file"}, {"type": "text", "text": "One.\n\nTwo?"}]
    messages = [{"role": "user", "content": content}, {"role": "assistant", "content": "It begins"}]
    stream.plan = msgspec.structs.replace(stream.plan, request={"messages": messages})
    _, _, answer = as_markdown(stream, state).split("---\n", 2)
    assert answer == "\n> One.\n>\n> Two?\n\n**raw** text\n"


def test_names_are_of_plain_letters() -> None:
    assert (
        stem_of("Robots, three ways", "story/haiku", NOW)
        == "robots-three-ways-story-haiku-2026-01-02T03-04-05"
    )
    assert stem_of("../../etc", "..\x1b[2J/passwd\u202e", NOW) == "etc-2j-passwd-2026-01-02T03-04-05"
    assert stem_of("漢字", "..", NOW) == "answer-2026-01-02T03-04-05"
    assert len(stem_of("t" * 500, "n" * 500, NOW)) < 110


def test_each_answer_has_a_private_file_and_none_is_written_over(tmp_path: Path) -> None:
    state = told("story", "story")
    first = write(answers_of([*state.streams.values()], state, NOW), tmp_path)
    again = write(answers_of([*state.streams.values()], state, NOW), tmp_path)
    stem = "robots-three-ways-story-2026-01-02T03-04-05"
    assert [path.name for path in first + again] == [
        f"{stem}.md",
        f"{stem}-2.md",
        f"{stem}-3.md",
        f"{stem}-4.md",
    ]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in first)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    state = told("story")
    victim = tmp_path / "victim"
    (tmp_path / f"{stem_of(state.plan.title, 'story', NOW)}.md").symlink_to(victim)
    (path,) = write(answers_of([*state.streams.values()], state, NOW), tmp_path)
    assert path.name.endswith("-2.md")
    assert not victim.exists()


def test_streams_without_text_are_left_out(tmp_path: Path) -> None:
    state = board(RunPlan("t", [StreamPlan("s1", "n", "n", "sim", None, {})]))
    assert write(answers_of([*state.streams.values()], state, NOW), tmp_path) == []
    assert as_markdown(state.streams["s1"], state) == ""


def test_untrusted_names_stay_one_line_of_front_matter_and_odd_text_is_written(tmp_path: Path) -> None:
    state = told("a\n---\nowner: me \x1b[31m", text="odd \ud800 text", title='"quoted": [x]')
    (path,) = write(answers_of([*state.streams.values()], state, NOW), tmp_path)
    _, facts, answer = path.read_text(encoding="utf-8").split("---\n", 2)
    assert yaml.safe_load(facts)["stream"] == "a --- owner: me ␛[31m"
    assert yaml.safe_load(facts)["title"] == '"quoted": [x]'
    assert answer == "\nodd ? text\n"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    state = told("story")
    with pytest.raises(OSError, match="No such file"):
        write(answers_of([*state.streams.values()], state, NOW), tmp_path / "none")
