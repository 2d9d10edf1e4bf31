"""Runs as JUnit XML, with a test case for each stream and each gate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from streamboard.board.objectives import objectives
from streamboard.board.phases_and_ends import FAILED, STOPPED, end_of
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.comparing.gate_rulings import Judged
from streamboard.figures.catalogue import FIGURE
from streamboard.report.checks import check_lines
from streamboard.report.facts import began, facts_of, simulated
from streamboard.report.reported import Report, Reported
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped."""


class Fault(NamedTuple):
    element: str
    """`error` for a failure to answer, `failure` for a wrong answer, `skipped` for no result."""
    kind: str
    words: str
    details: str = ""


class Case(NamedTuple):
    of: str
    """Prompt and column of a stream, or `gates`."""
    name: str
    took_ns: int
    fault: Fault | None
    said: str = ""
    """Output of one that passed."""


def text(report: Report) -> str:
    """A suite for each run, and one for the gates of each comparison."""
    root = ElementTree.Element("testsuites")
    for run in report.runs:
        _suite(root, run)
    for one in report.comparisons:
        if one.gates:
            _added(root, one.name, [*map(_gate, one.gates)], {})
    ElementTree.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _suite(root: ElementTree.Element, run: Reported) -> None:
    board, at, warning = run.board, began(run.board), simulated(run.board)
    name = f"{board.plan.title} ({run.name}){f' {warning}' if warning else ''}"
    cases = [*(_stream(stream, board) for stream in board.streams.values()), *map(_gate, run.gates)]
    about = {
        "time": _seconds(board.wall_ns(board.now)),
        **({} if at is None else {"timestamp": f"{at:%Y-%m-%dT%H:%M:%S}"}),
    }
    suite = _added(root, name, cases, about)
    made = ElementTree.Element("properties")
    for fact in facts_of(board):
        ElementTree.SubElement(made, "property", name=_text(fact.name), value=_text(fact.value))
    suite.insert(0, made)


def _added(
    root: ElementTree.Element, name: str, cases: Sequence[Case], about: Mapping[str, str]
) -> ElementTree.Element:
    counts = {
        plural: str(sum(case.fault is not None and case.fault.element == element for case in cases))
        for element, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped"))
    }
    told = {"name": _text(name), "tests": str(len(cases)), **counts, **about}
    suite = ElementTree.SubElement(root, "testsuite", told)
    for case in cases:
        of = {"classname": _text(case.of), "name": _text(case.name), "time": _seconds(case.took_ns)}
        element = ElementTree.SubElement(suite, "testcase", of)
        if (fault := case.fault) is not None:
            words = {"type": fault.kind, "message": _text(fault.words)}
            ElementTree.SubElement(element, fault.element, words).text = _text(fault.details) or None
        if case.said:
            ElementTree.SubElement(element, "system-out").text = _text(case.said)
    return suite


def _stream(stream: StreamState, board: BoardState) -> Case:
    attempt = stream.shown
    took = attempt.elapsed_ns(attempt.ended or 0) if attempt is not None and attempt.ended is not None else 0
    of = f"{stream.plan.prompt}.{stream.column() or 'streamboard'}"
    return Case(of, stream.plan.name, took or 0, fault_of(stream, board))


def _gate(gate: Judged) -> Case:
    """An undecided gate is skipped: it neither passed nor failed."""
    element = {"failed": "failure", "undecided": "skipped"}.get(gate.ruling)
    fault = Fault(element, "gate", gate.sentence) if element is not None else None
    return Case("gates", gate.gate, 0, fault, gate.sentence if fault is None else "")


def fault_of(stream: StreamState, board: BoardState) -> Fault | None:
    """None if it passes; its ending counts first, then checks, then objectives."""
    if stream.phase != "ended":
        return Fault("skipped", stream.phase, "it has not ended")
    if not stream.well:
        end, words = end_of(stream.outcome), " ".join(how_it_ended(stream) or ())
        element = {FAILED: "error", STOPPED: "skipped"}.get(end.verdict, "failure")
        kind = stream.error.type if stream.error is not None else stream.outcome or "unknown"
        return Fault(element, _text(kind), words, "\n".join(check_lines(stream)))
    attempt = stream.shown
    checks = [] if attempt is None else attempt.checks
    if missed := sum(check.passed is not True for check in checks):
        words = f"{missed} of {units.count(len(checks), 'check')} not passed"
        return Fault("failure", "expect", words, "\n".join(check_lines(stream)))
    if late := list(_missed(stream, board)):
        return Fault("failure", "slo", "; ".join(late))
    return None


def _missed(stream: StreamState, board: BoardState) -> Iterator[str]:
    """`TTFT 812 ms, not within 800 ms`."""
    attempt = stream.shown
    for one in objectives(board.plan.slo):
        if attempt is not None and not one.met_by(attempt):
            figure = FIGURE[one.tag]
            taken = figure.text(figure.of(stream, board.now))
            yield f"{figure.name} {taken}, not within {units.setting(one.most_ns)}"


def _seconds(ns: int) -> str:
    return f"{ns / SECOND:.3f}"


def _text(words: str) -> str:
    """Text from outside, valid in XML."""
    return _FORBIDDEN.sub("\ufffd", clean(words))
