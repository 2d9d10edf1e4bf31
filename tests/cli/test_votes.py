"""`streamboard votes`: the scores of prompt sets, over all their runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streamboard.cli.main import cli
from streamboard.promptset import load
from streamboard.run.archive import votes

SET = """
title: Rain
prompts:
  - {name: story, prompt: Tell me about rain.}
models: [claude-haiku-5-5, claude-sonnet-5-5]
"""


@pytest.fixture
def prompt_set(tmp_path: Path) -> Path:
    path = tmp_path / "rain.yaml"
    path.write_text(SET)
    return path


def vote(path: Path, times: int, winner: str | None) -> None:
    tally = votes.path_of(load(path))
    for _ in range(times):
        votes.record(tally, "story", ["haiku-5-5", "sonnet-5-5"], winner, "Rain")


def test_without_votes_it_says_how_to_cast_one(capsys: pytest.CaptureFixture[str], prompt_set: Path) -> None:
    assert cli.main(["votes"], standalone_mode=False) == 0
    assert "There are no votes yet" in capsys.readouterr().err
    assert cli.main(["votes", str(prompt_set)], standalone_mode=False) == 0
    assert "Rain  0 votes" in capsys.readouterr().out


def test_the_score_of_a_set_is_over_all_its_runs(
    capsys: pytest.CaptureFixture[str], prompt_set: Path
) -> None:
    vote(prompt_set, 20, "haiku-5-5")
    vote(prompt_set, 2, None)
    assert cli.main(["votes", str(prompt_set)], standalone_mode=False) == 0
    out = capsys.readouterr().out
    assert "Rain  22 votes, the latest on " in out
    assert "haiku-5-5 is ahead of sonnet-5-5 by " in out
    assert cli.main(["votes"], standalone_mode=False) == 0
    assert capsys.readouterr().out.startswith("Rain  22 votes, ")


def test_a_set_without_a_file_has_the_title_it_was_voted_under_and_older_votes_words_of_it(
    capsys: pytest.CaptureFixture[str], prompt_set: Path
) -> None:
    tally = votes.path_of(load(prompt_set))
    votes.record(tally, "story", ["a", "b"], "a")
    votes.record(votes.folder() / "0123456789ab.jsonl", "story", ["a", "b"], "a")
    assert cli.main(["votes"], standalone_mode=False) == 0
    out = capsys.readouterr().out
    assert "rain  1 vote, " in out
    assert "0123456789ab  1 vote, " in out
    votes.record(tally, "story", ["a", "b"], "a", "Rain, \x1b[31mred")
    votes.record(tally, "story", ["a", "b"], "a")
    assert cli.main(["votes", "--json"], standalone_mode=False) == 0
    names = [json.loads(line)["prompt_set"] for line in capsys.readouterr().out.splitlines()]
    assert names[1].startswith("Rain, ")
    assert "\x1b" not in names[1]


def test_a_program_reads_it(capsys: pytest.CaptureFixture[str], prompt_set: Path) -> None:
    vote(prompt_set, 3, "sonnet-5-5")
    assert cli.main(["votes", "--json", str(prompt_set)], standalone_mode=False) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["prompt_set"], told["votes"], told["ahead"]) == ("Rain", 3, None)
    first, second = told["standings"]
    assert (first["name"], first["won"], second["lost"]) == ("sonnet-5-5", 3, 3)
    assert first["interval"][0] < first["strength"] < first["interval"][1]
