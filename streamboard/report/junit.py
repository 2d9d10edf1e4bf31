"""Runs as JUnit XML, for the page of a build: a test case a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from streamboard.board.objectives import objectives
from streamboard.board.state import BoardState
from streamboard.board.states import FAILED, STOPPED, end_of
from streamboard.board.status import how_it_ended
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.catalogue import FIGURE
from streamboard.report.checks import check_lines
from streamboard.report.made import began, facts_of, simulated
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped."""


class Fault(NamedTuple):
    """Why a test case did not pass."""

    element: str
    """`error` for what broke, `failure` for an answer that is not as it should be, `skipped` for none."""
    kind: str
    words: str
    details: str = ""


def junit(runs: Sequence[tuple[str, BoardState]]) -> str:
    """A test suite for each run, by name."""
    root = ElementTree.Element("testsuites")
    for name, board in runs:
        _suite(root, name, board)
    ElementTree.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(root, encoding='unicode')}\n"


def _suite(root: ElementTree.Element, name: str, board: BoardState) -> None:
    faults = {stream.plan.id: fault_of(stream, board) for stream in board.streams.values()}
    counts = {
        plural: str(sum(fault is not None and fault.element == element for fault in faults.values()))
        for element, plural in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped"))
    }
    at = began(board)
    warning = simulated(board)
    about = {
        "name": _text(f"{board.plan.title} ({name}){f' {warning}' if warning else ''}"),
        "tests": str(len(faults)),
        **counts,
        "time": _seconds(board.wall_ns(board.now)),
        **({} if at is None else {"timestamp": f"{at:%Y-%m-%dT%H:%M:%S}"}),
    }
    suite = ElementTree.SubElement(root, "testsuite", about)
    made = ElementTree.SubElement(suite, "properties")
    for fact in facts_of(board):
        ElementTree.SubElement(made, "property", name=_text(fact.name), value=_text(fact.value))
    for stream in board.streams.values():
        _case(suite, stream, faults[stream.plan.id])


def _case(suite: ElementTree.Element, stream: StreamState, fault: Fault | None) -> None:
    attempt = stream.shown
    took = attempt.elapsed_ns(attempt.ended or 0) if attempt is not None and attempt.ended is not None else 0
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_text(f"{stream.plan.prompt}.{stream.column() or 'streamboard'}"),
        name=_text(stream.plan.name),
        time=_seconds(took or 0),
    )
    if fault is not None:
        told = ElementTree.SubElement(case, fault.element, type=fault.kind, message=_text(fault.words))
        told.text = _text(fault.details) or None


def fault_of(stream: StreamState, board: BoardState) -> Fault | None:
    """Why a stream is no passed test: how it ended, then its checks, then its objectives."""
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
    """Text from outside as XML can hold it."""
    return _FORBIDDEN.sub("\ufffd", clean(words))
