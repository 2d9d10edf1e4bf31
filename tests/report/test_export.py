"""The table of figures as CSV, Markdown and JSON."""

from __future__ import annotations

import csv
import json
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from streamboard.board.state import BoardState
from streamboard.report.export import catalogue
from streamboard.report.export.catalogue import (
    FORMATS,
    endings_of_tables,
    synonyms_of_tables,
    titles_of_tables,
)
from streamboard.report.export.files import files_of
from streamboard.run.plan import Slo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up

AT = datetime(2026, 1, 2, 3, 4, 5)
STEM = "a-test-2026-01-02T03-04-05"


def two(**fields: Any) -> BoardState:
    """A whole answer, and one under way whose tokens are an estimate."""
    s1, s2 = Told("s1"), Told("s2")
    running = [s2.queued(0), s2.sent(0), s2.text(200, "x" * 8), s2.text(300, "x" * 8)]
    run = plan(stream("s1", name=fields.pop("name", "one")), stream("s2"), **fields)
    return board(run, *s1.whole(0, 10, 110, 1110, 11), *running)


def written(folder: Path, state: BoardState) -> dict[str, str]:
    paths = files_of(state, list(state.streams.values()), 400 * MS, AT).write(folder)
    return {path.suffix: path.read_text(encoding="utf-8") for path in paths}


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_files_are_named_by_title_and_time_and_are_private(tmp_path: Path) -> None:
    written(tmp_path, two())
    there = {path.name: path for path in tmp_path.iterdir() if path.is_file()}
    assert sorted(there) == [f"{STEM}.csv", f"{STEM}.json", f"{STEM}.md"]
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in there.values()} == {0o600}


def test_every_format_is_named_in_the_sentence_of_its_key() -> None:
    assert titles_of_tables() == "CSV, Markdown and JSON"
    assert endings_of_tables() == ".csv, .md or .json"
    assert synonyms_of_tables() == "csv markdown md json"
    assert len({each.name for each in FORMATS}) == len(FORMATS)


def test_sentences_of_formats_survive_that_none_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    only = [each for each in FORMATS if each.name == "csv"]
    for tables, told in ((only, ("CSV", ".csv", "csv")), ([], ("", "", ""))):
        monkeypatch.setattr(catalogue, "TABLES", tables)
        assert (titles_of_tables(), endings_of_tables(), synonyms_of_tables()) == told


def test_nothing_is_written_over_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.md").write_text("mine")
    (tmp_path / f"{STEM}-2.json").symlink_to(tmp_path / "elsewhere")
    state = two()
    paths = files_of(state, list(state.streams.values()), 0, AT).write(tmp_path)
    assert {path.stem for path in paths} == {f"{STEM}-3"}
    assert (tmp_path / f"{STEM}.md").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        files_of(two(), [], 0, AT).write(tmp_path / "gone")


def test_csv_has_a_row_for_each_stream_in_milliseconds(tmp_path: Path) -> None:
    rows = sheet(written(tmp_path, two(slo=Slo(ttft_ns=1)))[".csv"])
    one, other = rows[:2]
    assert one == {
        "of": "stream",
        "name": "one",
        "column": "real-model",
        "model": "real-model",
        "prompt": "test",
        "state": "completed",
        "value": "value",
        "queued_ms": "10.0",
        "connect_ms": "",
        "ttft_ms": "100.0",
        "ttfo_ms": "100.0",
        "itl_ms": "100.0",
        "tokens_per_second": "10.0",
        "input_tokens": "5",
        "output_tokens": "11",
        "e2e_ms": "1100.0",
        "took_ms": "1103.0",
        "gap_p50_ms": "1000.0",
        "gap_p95_ms": "1000.0",
        "gap_max_ms": "1000.0",
        "attempts": "1",
        "expect": "",
        "right_after_ms": "",
        "wait_ms": "",
        "slo_met": "false",
        "estimated": "",
        "unsure": "",
        "notes": "slo_met: TTFT 100>1e-06 ms",
        "reason": "",
        "started_at": "",
        "endpoint": "sim",
        "simulated": "false",
    }
    assert (other["state"], other["output_tokens"], other["itl_ms"]) == ("streaming", "4", "")
    assert (other["estimated"], other["slo_met"]) == ("output_tokens", "")
    # What still counts up is no value for a file.
    assert (other["tokens_per_second"], other["took_ms"]) == ("", "")


def test_csv_has_percentiles_by_column_and_prompt(tmp_path: Path) -> None:
    rows = sheet(written(tmp_path, two())[".csv"])[2:]
    assert [(row["of"], row["name"], row["column"], row["value"]) for row in rows[3:9]] == [
        ("all", "all", "", "n"),
        ("column", "real-model", "real-model", "p50"),
        ("column", "real-model", "real-model", "p95"),
        ("column", "real-model", "real-model", "p99"),
        ("column", "real-model", "real-model", "n"),
        ("column", "m", "m", "p50"),
    ]
    prompt = {row["value"]: row for row in rows if row["of"] == "prompt"}
    assert (prompt["p50"]["ttft_ms"], prompt["p95"]["ttft_ms"]) == ("150.0", "195.0")
    assert (prompt["n"]["ttft_ms"], prompt["n"]["e2e_ms"], prompt["n"]["gap_p50_ms"]) == ("2", "1", "2")


def late() -> BoardState:
    """A whole answer whose first content came at 110 ms, and perhaps up to 30 ms before."""
    s1 = Told("s1")
    whole = s1.whole(0, 10, 110, 1110, 11)
    lag = held_up(80, 111)
    return board(plan(stream("s1", name="one")), *whole, lag)


def test_csv_has_the_ends_of_what_is_not_sure(tmp_path: Path) -> None:
    rows = sheet(written(tmp_path, late())[".csv"])
    value, low, high = (row for row in rows if row["of"] == "stream")
    assert (value["ttft_ms"], value["unsure"]) == ("100.0", "ttft ttfo")
    assert [row["value"] for row in (value, low, high)] == ["value", "low", "high"]
    assert (low["ttft_ms"], high["ttft_ms"]) == ("70.0", "100.0")
    # (1000 + 30) / 10 at most.
    assert (low["itl_ms"], high["itl_ms"]) == ("100.0", "103.0")
    assert (low["e2e_ms"], high["e2e_ms"], low["unsure"]) == ("", "", "")
    every = {row["value"]: row for row in rows if row["of"] == "all"}
    assert list(every) == [
        *(f"{part}{end}" for part in ("p50", "p95", "p99") for end in ("", "_low", "_high")),
        "n",
    ]
    assert (every["p50_low"]["ttft_ms"], every["p50_high"]["ttft_ms"]) == ("70.0", "100.0")
    assert every["n"]["ttft_ms"] == "1"


def test_json_has_the_ends_of_what_is_not_sure(tmp_path: Path) -> None:
    found = json.loads(written(tmp_path, late())[".json"])
    (one,) = found["streams"]
    assert one["unsure"] == ["ttft", "ttfo"]
    assert one["intervals"]["ttft_ms"] == [70.0, 100.0]
    assert set(one["intervals"]) == {
        *("ttft_ms", "ttfo_ms", "itl_ms", "tokens_per_second", "gap_p50_ms", "gap_p95_ms", "gap_max_ms"),
    }
    assert found["all"]["ttft_ms"]["intervals"] == {part: [70.0, 100.0] for part in ("p50", "p95", "p99")}


def test_markdown_marks_what_is_not_sure(tmp_path: Path) -> None:
    assert r"100 ms\!" in written(tmp_path, late())[".md"]


def test_notes_say_why_a_figure_is_as_it_is(tmp_path: Path) -> None:
    s1 = Told("s1")
    broken = [s1.text(100), s1.text(200), s1.ended(900, "stalled"), s1.over(900, "stalled")]
    state = board(plan(stream("s1")), s1.queued(0), s1.sent(0), s1.connected(1), *broken)
    (one,) = json.loads(written(tmp_path, state)[".json"])["streams"]
    assert one["notes"] == {"connect": "re-used", "gap_max": "open"}
    assert (one["connect_ms"], one["gap_max_ms"], one["gap_p50_ms"]) == (None, 700.0, 100.0)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "＝1", "＋1", "－1", "＠S"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(tmp_path: Path, name: str) -> None:
    rows = sheet(written(tmp_path, two(name=name))[".csv"])
    assert rows[0]["name"] == f"'{name.strip()}"
    assert rows[0]["queued_ms"] == "10.0"


def test_texts_of_the_sheet_stand_in_quotes_and_numbers_do_not(tmp_path: Path) -> None:
    lines = written(tmp_path, two(name='a;=1+1;"b"'))[".csv"].splitlines()
    assert lines[0].startswith('"of","name",')
    assert lines[1].startswith('"stream","a;=1+1;""b""",')
    assert ",10.0," in lines[1]


def test_json_has_numbers_and_null(tmp_path: Path) -> None:
    found = json.loads(written(tmp_path, two())[".json"])
    assert found["title"] == "a test"
    one, other = found["streams"]
    assert (one["id"], one["ttft_ms"], one["output_tokens"], one["slo_met"]) == ("s1", 100.0, 11, None)
    assert (other["e2e_ms"], other["estimated"]) == (None, ["output_tokens"])
    assert found["prompts"][0]["ttft_ms"] == {
        "n": 2,
        "p50": 150.0,
        "p95": 195.0,
        "p99": 199.0,
        "intervals": {},
        "confidence_95": {"p50": [None, None], "p95": [100.0, None], "p99": [200.0, None]},
    }
    assert found["all"]["ttft_ms"]["n"] == 2
    assert "slo_met" not in found["all"]
    assert [group["name"] for group in found["columns"]] == ["real-model", "m"]
    assert [one["column"] for one in found["streams"]] == ["real-model", "m"]


def test_markdown_shows_units_marks_and_estimates(tmp_path: Path) -> None:
    text = written(tmp_path, two(slo=Slo(ttft_ns=1)))[".md"]
    lines = text.splitlines()
    assert lines[0] == "# a test"
    assert "- start: together" in lines
    head = next(place for place, line in enumerate(lines) if line.startswith("| #"))
    assert lines[head].startswith("| # | stream | model | state | TTFT |")
    assert "| 1 | one | real-model | completed | 100 ms |" in text
    assert r"4\~" in text
    assert "| TTFT 100>" in lines[head + 2]
    assert "## By column" in text
    assert "## By prompt" in text
    assert "| SLO met |" in text
    assert "| all | 2 | 0 of 1 |" in text
    heads = [line for line in lines if line.startswith("|")]
    assert all(line.endswith(" |") for line in heads)


HOSTILE = "a|b \x1b[31m[x](http://y) <b> \u202e`c` *d*\nnext"


@pytest.mark.parametrize("ending", [".csv", ".md", ".json"])
def test_names_from_outside_cannot_act(tmp_path: Path, ending: str) -> None:
    text = written(tmp_path, two(name=HOSTILE))[ending]
    assert not any(character in text for character in "\x1b\u202e\r")
    if ending == ".md":
        row = next(line for line in text.splitlines() if line.startswith("| 1 |"))
        assert r"a\|b" in row
        assert r"\[x\](http\://y)" in row
        assert r"\<b\>" in row
        assert "next" in row
