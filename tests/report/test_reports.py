"""Reports of recorded runs: their formats, where they go, and what is said when that fails."""

from __future__ import annotations

import csv
import json
import resource
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import msgspec
import pytest
from click.testing import CliRunner, Result

from streamboard.cli.main import cli
from streamboard.common.errors import UsageError
from streamboard.comparing.sides_of_files import side_of
from streamboard.report.facts import facts_of
from streamboard.report.reports import page_beside, write_page
from streamboard.run.codec import encode
from streamboard.run.events import ErrorInfo, Event, Machine, RunEnded, RunStarted
from streamboard.run.plan import Check, Slo
from tests.comparing.made import events_of
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up

RUN = plan(
    msgspec.structs.replace(stream("s1", name="one"), expect=[Check("contains", "sky")]),
    stream("s2", name="two"),
    stream("s3", name="three \ufffe\x0b"),
    slo=Slo(ttft_ns=150 * MS),
)


def events() -> list[Event]:
    """One answer that fails a check, one that is too slow, one that breaks."""
    error = ErrorInfo("overloaded_error", "Busy \x00\ufffe.")
    s1, s2, s3 = Told("s1"), Told("s2"), Told("s3")
    first = s1.whole(0, 10, 110, 1110, 11)
    ended = [s3.queued(0), s3.sent(1), s3.ended(30, "failed", error), s3.over(30, "failed", error)]
    told = [*first[:6], s1.checked(1111, 0, passed=False), *first[6:], *s2.whole(0, 10, 310, 900, 5), *ended]
    begin = RunStarted(
        t=0,
        version=1,
        monotonic_ns=1,
        started_at="2026-11-22T07:06:49.665+00:00",
        plan=RUN,
        versions={"streamboard": "0.1.0", "loop": "uvloop"},
        machine=Machine("Linux 6.8", "x86_64", "EPYC", 2),
    )
    told.sort(key=lambda event: event.t)
    return [begin, *told, RunEnded(t=1200 * MS, reason="finished")]


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(map(encode, events())))
    return path


def report(*words: object) -> Result:
    return CliRunner().invoke(cli, ["report", *map(str, words)], standalone_mode=False)


def test_a_page_goes_beside_its_run_file_and_is_made_anew(run_file: Path) -> None:
    for _ in range(2):
        done = report(run_file)
        assert done.return_value == 0
    made = run_file.with_suffix(".html")
    assert made.read_text().startswith("<!doctype html>")
    assert sorted(path.name for path in run_file.parent.glob("*run*")) == ["run.html", "run.jsonl"]
    assert page_beside(Path("a/b.jsonl.gz"), 2) == Path("a/b-and-2-more.html")


def test_the_facts_say_how_it_was_made() -> None:
    facts = dict(facts_of(board(RUN, *events())))
    assert facts["started"] == "2026-11-22 07:06:49.665 UTC"
    assert facts["ended"] == "2026-11-22 07:06:50.865 UTC"
    assert facts["machine"] == "EPYC, 2 cores, Linux 6.8 x86_64"
    assert facts["event loop"] == "uvloop"
    assert facts["streams"] == "3: 1 prompt, 2 columns"
    assert facts["objectives"] == "TTFT <= 150 ms"
    assert facts["errors"].endswith("1 overloaded_error")
    assert facts["checks"] == "0 of 1 passed"
    assert "answered by" not in facts


def test_what_may_be_off_is_counted_among_the_sample_that_percentiles_are_of() -> None:
    whole, broken = Told("s1"), Told("s2")
    broken_off = [broken.queued(0), broken.sent(1), broken.head(2), broken.start(3), broken.text(100)]
    broken_off += [broken.text(200), broken.ended(210, "failed"), broken.over(210, "failed")]
    told = [*whole.whole(0, 10, 200, 1110, 11), *broken_off, held_up(150, 201)]
    samples = dict(facts_of(board(plan(stream("s1"), stream("s2")), *told)))["samples"]
    assert "TTFT 1 of 2" in samples
    assert "E2E" not in samples


def test_json_and_csv_of_several_runs_are_one_document(run_file: Path) -> None:
    alone = json.loads(report(run_file, "--format", "json").stdout)
    assert {"name": "event loop", "value": "uvloop"} in alone["made"]
    both = json.loads(report(run_file, run_file, "--format", "json").stdout)
    assert [len(each["streams"]) for each in both["runs"]] == [3, 3]
    rows = list(csv.DictReader(report(run_file, run_file, "--format", "csv").stdout.splitlines()))
    assert len({row["run"] for row in rows}) == 1  # The same file twice.
    assert sum(row["of"] == "stream" for row in rows) >= 6
    assert report(run_file, "--format", "md").stdout.startswith("# a test\n\n- models: ")


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A run, and one that is half as slow again, with three gates."""
    times = [300.0 + place for place in range(20)]
    gates = ["completed >= 99%", "ttft.p95 < 800ms", "ttft.p50 <= baseline + 10%"]
    later = events_of([1.5 * time for time in times], at="2026-11-01T12:00:00+00:00", gates=gates)
    paths = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    for path, told in zip(paths, (events_of(times), later), strict=True):
        path.write_bytes(b"".join(map(encode, told)))
    return paths


def test_gates_are_in_every_format(two: tuple[Path, Path]) -> None:
    _, new = two
    rulings = ["passed", "undecided", "undecided"]
    found = json.loads(report(new, "--format", "json").stdout)
    assert [gate["ruling"] for gate in found["gates"]] == rulings
    assert "comparisons" not in found
    rows = [row for row in csv.DictReader(report(new, "--format", "csv").stdout.splitlines())]
    gates = [row for row in rows if row["of"] == "gate"]
    assert [row["state"] for row in gates] == rulings
    assert gates[1]["reason"].endswith("it takes 72 to bound a p95 on both sides")
    (suite,) = ElementTree.fromstring(report(new, "--format", "junit").stdout)
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("23", "0", "2")
    cases = [case for case in suite.iter("testcase") if case.get("classname") == "gates"]
    assert [case[0].tag for case in cases] == ["system-out", "skipped", "skipped"]
    assert "no baseline was named" in (cases[2][0].get("message") or "")
    text = report(new, "--format", "md").stdout
    assert r"**gates\: 1 passed, 2 undecided**" in text
    page = report(new, "-o", "-").stdout
    assert "gates: 1 passed, 2 undecided" in page
    assert "completed &gt;= 99% passed: 20 of 20, 100 % " in page
    assert report(new, "--gate", "ttft.max < 1ms", "-o", "-").stdout.count("gates: 1 failed") == 1


def test_a_second_run_is_compared_with_the_first_and_judged_against_it(two: tuple[Path, Path]) -> None:
    for words in (two, (two[1], "--baseline", two[0])):
        found = json.loads(report(*words, "--format", "json").stdout)
        (beside,) = found["comparisons"]
        assert (beside["a"]["name"], beside["b"]["name"]) == ("old.jsonl", "new.jsonl")
        [ttft] = [row for row in beside["figures"] if row["figure"] == "ttft_ms" and row["percentile"] == 50]
        assert (ttft["ratio"], ttft["word"]) == (1.5, "slower")
        assert [gate["ruling"] for gate in beside["gates"]] == ["passed", "undecided", "failed"]
    text = report(*two, "--format", "md").stdout
    assert text.startswith("# Comparison\n\n- **A**: old.jsonl: a test, ")
    assert "| TTFT | 310 ms | 464 ms | 1.50x | 1.50x to 1.50x | 20 | slower |" in text
    suites = [suite.get("name") for suite in ElementTree.fromstring(report(*two, "--format", "junit").stdout)]
    assert suites == [f"a test ({name}) SIMULATED" for name in ("old.jsonl", "new.jsonl")] + [
        "new.jsonl beside old.jsonl"
    ]
    gates = [
        row
        for row in csv.DictReader(report(*two, "--format", "csv").stdout.splitlines())
        if row["of"] == "gate"
    ]
    assert {row["run"] for row in gates} == {"new.jsonl beside old.jsonl"}


def test_the_boards_page_is_judged_and_compared_once_all_streams_have_ended(two: tuple[Path, Path]) -> None:
    old, new = two
    baseline = side_of([old])
    page = write_page(new, baseline, going_on=True).read_text()
    assert "gates: 1 passed, 1 failed, 1 undecided" in page
    assert "Made differently" in page
    assert "gates: 1 passed, 2 undecided" in write_page(new, going_on=True).read_text()
    new.write_bytes(b"".join(new.read_bytes().splitlines(keepends=True)[:20]))
    assert "gates: " not in write_page(new, baseline, going_on=True).read_text()
    assert "gates: " in write_page(new, going_on=False).read_text()


@pytest.mark.parametrize(
    ("fields", "why"),
    [({"simulated": False}, "is simulated and"), ({"prompt": "other"}, "have no prompt in common")],
)
def test_what_cannot_be_compared_is_said_and_reported_all_the_same(
    two: tuple[Path, Path], fields: dict[str, Any], why: str
) -> None:
    old, new = two
    gates = ["ttft.p50 <= baseline + 10%"]
    told = events_of([300.0] * 6, at="2026-11-01T14:00:00+00:00", gates=gates, **fields)
    new.write_bytes(b"".join(map(encode, told)))
    done = report(old, new, "--format", "json")
    assert done.return_value == 0
    assert why in done.stderr
    found = json.loads(done.stdout)
    assert why in found["comparisons"][0]["refused"]
    assert "figures" not in found["comparisons"][0]
    assert why in found["comparisons"][0]["gates"][0]["why"]
    assert [len(run["streams"]) for run in found["runs"]] == [20, 6]
    assert why in report(old, new, "--format", "md").stdout
    page = report(old, new, "-o", "-").stdout
    assert "Not compared: " in page
    assert json.loads(report(old, new, "--anyway", "--format", "json").stdout)["comparisons"][0]["figures"]


def test_junit_has_a_case_for_each_stream_and_only_what_xml_can_hold(run_file: Path) -> None:
    text = report(run_file, "--format", "junit").stdout
    (suite,) = ElementTree.fromstring(text)
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3",
        "failures": "2",
        "errors": "1",
        "skipped": "0",
    }
    assert suite.get("timestamp") == "2026-11-22T07:06:49"
    one, two, three = suite.findall("testcase")
    told = [case[0] for case in (one, two, three)]
    assert [(each.tag, each.get("type")) for each in told] == [
        ("failure", "expect"),
        ("failure", "slo"),
        ("error", "overloaded_error"),
    ]
    assert told[1].get("message") == "TTFT 300 ms, not within 150 ms"
    assert "\ufffe" not in text


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("", "is a folder"),
        ("gone/x.html", "no folder"),
        ("run.jsonl", "recorded run"),
        ("/dev/null", "no regular file"),
    ],
)
def test_places_that_take_no_report_are_refused_before_anything_is_read(
    run_file: Path, to: str, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        cli(["report", str(run_file), "-o", str(run_file.parent / to)], standalone_mode=False)


def test_a_disk_that_is_full_is_a_sentence_and_leaves_what_was_there(run_file: Path) -> None:
    made = run_file.with_name("x.html")
    made.write_text("mine")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        done = report(run_file, "-o", made)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert done.return_value == 1
    assert "cannot be written" in done.stderr
    assert made.read_text() == "mine"
    assert not list(run_file.parent.glob(".*"))


def test_duckdb_reads_a_run_file_as_the_document_says(
    run_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "run-file.md").read_text()
    (query,) = [block.split("\n```")[0] for block in text.split("```sql\n")[1:]]
    monkeypatch.chdir(run_file.parent)
    rows = duckdb.execute(query).fetchall()
    found = {(name, attempt): ttft for name, attempt, ttft in rows}
    assert found == {("s1", 1): pytest.approx(100.0), ("s2", 1): pytest.approx(300.0)}
