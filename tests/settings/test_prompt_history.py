"""The prompts sent before: kept, bounded, each once, for the user alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from streamboard.settings.prompt_history import MOST_CHARS, MOST_PROMPTS, PromptHistory


def test_prompts_are_there_again_next_time(tmp_path: Path) -> None:
    path = tmp_path / "state" / "prompts.jsonl"
    history = PromptHistory(path)
    for prompt in ("one", "two\nlines", "three é \x1b", "one"):
        history.add(prompt)
    assert PromptHistory(path).prompts == ["two\nlines", "three é \x1b", "one"] == history.prompts
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_two_boards_keep_the_prompts_of_both(tmp_path: Path) -> None:
    first, second = PromptHistory(tmp_path / "p"), PromptHistory(tmp_path / "p")
    first.add("of the first")
    second.add("of the second")
    assert PromptHistory(tmp_path / "p").prompts == ["of the first", "of the second"]


def test_only_the_latest_are_kept_and_none_that_is_long_or_blank(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_text("".join(f'"{number}"\n' for number in range(MOST_PROMPTS)), encoding="utf-8")
    history = PromptHistory(path)
    history.add("new")
    for prompt in ("x" * (MOST_CHARS + 1), " \n"):
        history.add(prompt)
    assert PromptHistory(path).prompts == [*map(str, range(1, MOST_PROMPTS)), "new"]


def test_lines_that_are_no_prompts_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "p"
    path.write_bytes(b'"one"\n{"a": 1}\n\xff\n"tor')
    assert PromptHistory(path).prompts == ["one"]


def test_what_cannot_be_written_is_kept_for_now(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    history = PromptHistory(tmp_path / "file" / "prompts.jsonl")
    history.add("one")
    assert history.problem
    history.add("two")
    assert history.prompts == ["one", "two"]


def test_the_latest_prompt_with_some_words_is_found(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "p")
    for prompt in ("Rain one", "sun", "rain two"):
        history.add(prompt)
    assert history.find("RAIN", 3) == 2
    assert history.find("rain", 2) == 0
    assert history.find("snow", 3) is None
    assert history.find("rain", 0) is None


@pytest.mark.parametrize("line", [b"[" * 100_000, b'"half \\ud83d"', b"7", b"null"])
def test_a_line_that_nobody_could_have_sent_is_passed_over(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "p"
    path.write_bytes(b'"one"\n' + line + b'\n"two"\n')
    assert PromptHistory(path).prompts == ["one", "two"]


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    history = PromptHistory(tmp_path / "p")
    assert history.prompts == []
    history.add("one")
    assert PromptHistory(tmp_path / "p").prompts == ["one"]
