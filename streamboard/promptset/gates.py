"""Gates: what a run must come to for its build to pass, as a prompt set has them.

gate  = figure ["." part] relation bound
part  = "p" percent | "min" | "max"
bound = value | "baseline" [("+" | "-") percent "%"] ["or" value]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, cast

from streamboard.documents.findings import Finding, did_you_mean, quoted
from streamboard.figures.catalogue import ALL, slo_figure
from streamboard.figures.confidence_intervals import least
from streamboard.figures.figure import Figure
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import RATIO, SHARES, TIME, Unit
from streamboard.promptset.durations import NotADurationError, nanoseconds, seconds_of
from streamboard.run.plan import SECOND, Slo

Relation = Literal["<", "<=", ">", ">=", "=="]
MOST_LETTERS = 200
_EXAMPLE = "write one such as `ttft.p95 < 800ms`, `completed >= 99%` or `ttft.p50 <= baseline + 10%`"
_GATE = re.compile(r"\s*([^\s<>=!]+)\s*([<>=!]+)\s*(.*?)\s*")
_PART = re.compile(r"p(\d{1,2}(?:\.\d{1,2})?)|min|max")
_BASELINE = re.compile(r"baseline\b\s*(?:([+-])\s*(\d+(?:\.\d+)?)\s*%)?\s*(?:\bor\s+(.+))?", re.IGNORECASE)
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)\s*(%|x|tok/s|tok)?")
_SUBJECTS: dict[str, Figure | RunFigure] = {
    figure.tag: cast("Figure | RunFigure", figure) for figure in (*ALL, slo_figure(Slo(ttft_ns=SECOND)))
}


class GateError(ValueError):
    """`part` is the wrong part of the text; empty for all of it."""

    def __init__(self, what: str, hint: str = _EXAMPLE, part: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.part = what, hint, part


class Tolerance(NamedTuple):
    share: float
    """Signed share of the baseline: -0.1 puts the bound a tenth below. For shares in points: 0.01 is one."""
    floor: float | None = None
    """In the figure's unit; smaller differences do not count. None uses the unit's default."""


class Gate(NamedTuple):
    written: str
    tag: str
    part: str
    """As `p50` or `max`; empty for run figures and shares."""
    relation: Relation
    bound: float | Tolerance
    """In the figure's unit, or from a baseline."""

    @property
    def percent(self) -> float | None:
        return float(self.part[1:]) if self.part.startswith("p") else None

    @property
    def least(self) -> int:
        """The fewest samples that can pass; with fewer, the deciding end is open."""
        if self.percent is None:
            return 1
        either = isinstance(self.bound, Tolerance) or self.relation == "=="
        upward = self.relation in ("<", "<=")
        return least(self.percent, low=either or not upward, high=either or upward)

    def figure(self, slo: Slo) -> Figure | RunFigure:
        met = slo_figure(slo)
        return met if self.tag == met.tag else _SUBJECTS[self.tag]


def parse_gate(text: str) -> Gate:
    """Parse a gate, or raise `GateError`."""
    if len(text) > MOST_LETTERS:
        raise GateError(f"is longer than {MOST_LETTERS} letters")
    found = _GATE.fullmatch(text)
    if found is None:
        raise GateError("compares nothing" if text.strip() else "is empty")
    subject, relation, bound = found.groups()
    if relation not in ("<", "<=", ">", ">=", "=="):
        hint = "write `==`" if relation == "=" else "there are `<`, `<=`, `>`, `>=` and `==`"
        raise GateError(f"has `{relation}`, which compares nothing", hint, relation)
    if not bound:
        raise GateError(f"has nothing behind `{relation}`")
    tag, dot, part = subject.partition(".")
    figure = _figure_of(tag)
    _check_part(figure, tag, part, dotted=bool(dot))
    against = _bound(figure, tag, part, cast(Relation, relation), bound)
    return Gate(" ".join(text.split()), tag, part, cast(Relation, relation), against)


def _figure_of(tag: str) -> Figure | RunFigure:
    figure = _SUBJECTS.get(tag)
    if figure is None:
        raise GateError(f"names {quoted(tag)}, which is no figure", did_you_mean(tag, _SUBJECTS), tag)
    return figure


def _has_parts(figure: Figure | RunFigure) -> bool:
    return isinstance(figure, Figure) and figure.unit not in SHARES


def _check_part(figure: Figure | RunFigure, tag: str, part: str, *, dotted: bool) -> None:
    if not _has_parts(figure):
        if dotted:
            raise GateError(
                f"has a part, and {tag} is one value for the run", f"write `{tag}` alone", f".{part}"
            )
        return
    if not part:
        hint = f"every stream has one: write `{tag}.p50`, `{tag}.p95` or `{tag}.max`"
        raise GateError(f"does not say which {tag}", hint, tag)
    found = _PART.fullmatch(part)
    if found is None or (found[1] and not 0 < float(found[1]) < 100):
        raise GateError(
            f"has the part {quoted(part)}", "there are `p50`, `p95` and the like, `min` and `max`", part
        )


def _bound(
    figure: Figure | RunFigure, tag: str, part: str, relation: Relation, text: str
) -> float | Tolerance:
    if text[:1].isalpha():
        return _tolerance(figure, tag, part, relation, text)
    value = quantity(figure.unit, text)
    if relation == "==" and figure.unit is TIME:
        raise GateError("asks for one exact time", "no two are alike: use `<=` or `>=`", "==")
    _check_possible(figure.unit, relation, value, text)
    return value


def _check_possible(unit: Unit, relation: Relation, value: float, text: str) -> None:
    most = 1.0 if unit in SHARES else None
    if value < 0 or (most is not None and value > most):
        raise GateError(
            "can never be so", "a share lies from 0% to 100%" if most else "no figure is below 0", text
        )
    if (relation == "<" and value == 0) or (relation == ">" and value == most):
        raise GateError("can never be met", "", text)
    if (relation == ">=" and value == 0) or (relation == "<=" and value == most):
        raise GateError("is always met", "", text)


def _tolerance(figure: Figure | RunFigure, tag: str, part: str, relation: Relation, text: str) -> Tolerance:
    found = _BASELINE.fullmatch(text)
    if found is None:
        raise GateError(
            f"has {quoted(text)} for a bound", "write `baseline + 10%` or `baseline + 10% or 20ms`", text
        )
    if relation == "==":
        raise GateError(
            "asks for exactly the baseline", "say how far it may lie from it: `<= baseline + 5%`", "=="
        )
    if part in ("min", "max"):
        hint = f"one value says nothing of the next: write `{tag}.p50` or `{tag}.p95`"
        raise GateError(f"holds the {part} against a baseline", hint, part)
    sign, percent, floor = found.groups()
    share = float(f"{sign or '+'}{percent or 0}") / 100
    if share <= -1:
        raise GateError("leaves nothing of the baseline", "", text)
    return Tolerance(share, None if floor is None else quantity(figure.unit, floor))


def quantity(unit: Unit, text: str) -> float:
    """Parse a value in the unit, or raise `GateError`."""
    if unit is TIME:
        if re.fullmatch(r"[\d.]+", text):
            raise GateError(
                f"has {quoted(text)}, a time without a unit", f"write `{text}ms` or `{text}s`", text
            )
        try:
            return nanoseconds(seconds_of(text))
        except NotADurationError as error:
            raise GateError(f"has {quoted(text)}, which {error}", "", text) from None
    found = _NUMBER.fullmatch(text)
    if found is None:
        example = "99%" if unit in SHARES else f"20 {unit.name}".strip()
        raise GateError(f"has {quoted(text)} for a value", f"write one such as `{example}`", text)
    number, sign = float(found[1]), found[2] or ""
    if unit in SHARES:
        if sign != "%":
            percent = number * 100 if number <= 1 else number
            raise GateError(
                f"has {quoted(text)} for a share", f"write it in percent, as `{percent:g}%`", text
            )
        return number / 100
    if sign not in ("", unit.name, "x" if unit is RATIO else ""):
        raise GateError(f"has {quoted(text)} for a value", f"leave out `{sign}`", sign)
    return number


def check_gates(data: Mapping[str, Any]) -> Iterator[Finding]:
    entries = data.get("gates")
    seen = set[str]()
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, str):
            continue
        path = ("gates", index)
        try:
            gate = parse_gate(entry)
        except GateError as error:
            yield Finding(path, error.what, error.hint, needle=error.part)
            continue
        if gate.written in seen:
            yield Finding(path, "stands there twice", "remove one")
        seen.add(gate.written)
