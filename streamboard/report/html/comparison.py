"""Comparisons and gates."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.comparing.comparison import Compared
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.comparison.rows import (
    ALIKE,
    HEADINGS,
    SIDES,
    made_lines,
    matched,
    notes_of,
    refusal,
    rows_of,
    runs_of,
)
from streamboard.report.facts import SIMULATED
from streamboard.report.html.markup import Markup, Part, element
from streamboard.report.html.ratios import TONES, ratios
from streamboard.report.html.tables import name_of, table_of
from streamboard.report.reported import SideBySide
from streamboard.report.verdicts import gate_lines


def comparison(one: SideBySide, mark: str) -> Markup:
    """Anchors begin with `mark`."""
    sides = [
        [
            element("dt", letter),
            element("dd", name_of(side.name), *(element("small", line) for line in runs_of(side))),
        ]
        for letter, side in zip(SIDES, (one.old, one.new), strict=True)
    ]
    told: list[tuple[str, str, Part]] = [("gates", "Gates", gates_told(one.gates))]
    if one.found is not None:
        told += [
            ("made", "Made differently", _made(one.found)),
            ("figures", "Figures", _figures(one.found)),
        ]
    return element(
        "article",
        element("h2", name_of(one.name)),
        element("p", SIMULATED, class_="simulated") if one.old.simulated or one.new.simulated else None,
        element("dl", *sides),
        element("p", refusal(one.refused), class_="simulated") if one.refused is not None else None,
        *(
            element("section", element("h3", name), part, id=f"{mark}-{anchor}", aria_label=name)
            for anchor, name, part in told
            if part
        ),
        id=mark,
    )


def gates_told(gates: Sequence[Judged]) -> Markup | None:
    if not gates:
        return None
    first, *others = gate_lines(gates)
    lines = (
        element("li", element("span", line[:1], class_=tone), element("bdi", line[1:]))
        for line, tone in others
    )
    return element("div", element("p", first[0]), element("ul", *lines, class_="checks"))


def _made(found: Compared) -> Markup:
    if not (made := made_lines(found)):
        return element("p", ALIKE)
    rows = [[what, *map(name_of, sides)] for what, *sides in made]
    return table_of("What differs in how they were made", ["what", *SIDES], rows, numbers=len(SIDES) + 1)


def _figures(found: Compared) -> list[Part]:
    rows = [[*row[:-1], element("span", row.word, class_=TONES.get(row.word))] for row in rows_of(found)]
    heads = [*HEADINGS[:-1], "in a word"]
    return [
        element("p", matched(found)),
        ratios(found),
        table_of("Figures of A and B", heads, rows),
        *(element("p", note) for note in notes_of(found)),
    ]
