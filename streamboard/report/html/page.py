"""The whole page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import metadata
from importlib.resources import files

from streamboard.board.state import BoardState
from streamboard.figures.table import Group, Table
from streamboard.report.facts import facts_of, simulated
from streamboard.report.html.answers import Questions, answers
from streamboard.report.html.comparison import comparison, gates_told
from streamboard.report.html.distributions import distributions
from streamboard.report.html.markup import Markup, Part, element, joined, raw
from streamboard.report.html.matrix import matrix
from streamboard.report.html.race import races
from streamboard.report.html.tables import (
    name_of,
    percentiles_by,
    reasons,
    run_figures,
    side_by_side,
    stream_table,
)
from streamboard.report.html.trouble import trouble
from streamboard.report.reported import Report, Reported

_INTERVALS = (
    "Under each percentile: its 95 % interval by order statistics, which says how far the sample may be from"
    " all requests that could have been sent. It is open where the sample is too small. Gaps of one answer"
    " depend on each other and have none. Shares have Wilson's. Signs: ▲ best, ▼ worst, ~ an estimate,"
    " + at least so much, ! the engine was late and it may be off by a twentieth or more."
)


def page(report: Report) -> str:
    """Self-contained: no script, no network; all text from outside is escaped."""
    runs, comparisons = report
    several = len(runs) > 1
    title = _title(report)
    parts: list[Part] = [element("a", "To the figures", href="#main", class_="skip")]
    parts.append(element("header", element("p", "streamboard report", class_="note"), element("h1", title)))
    named = [(f"c{place}", one.name) for place, one in enumerate(comparisons, 1)]
    named += [(f"r{place}", run.name) for place, run in enumerate(runs, 1)]
    if len(named) > 1:
        links = (element("li", element("a", name_of(name), href=f"#{mark}")) for mark, name in named)
        parts.append(element("nav", element("ul", *links), aria_label="Comparisons and runs"))
    body: list[Part] = [comparison(one, f"c{place}") for place, one in enumerate(comparisons, 1)]
    if several:
        body.append(element("section", element("h2", "All runs"), side_by_side(runs)))
    body += [_run(run, f"r{place}", several=several) for place, run in enumerate(runs, 1)]
    version = metadata.version("streamboard")
    footer = element("footer", element("p", f"Made by streamboard {version}. {_INTERVALS}"))
    return _document(title, joined([*parts, element("main", *body, id="main"), footer]))


def _title(report: Report) -> str:
    runs, comparisons = report
    if len(runs) == 1:
        return runs[0].board.plan.title or "Run"
    return f"{len(runs)} runs" if runs else f"Comparison{'s' if len(comparisons) > 1 else ''}"


def _document(title: str, body: Markup) -> str:
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{title}: streamboard report"),
        element("style", raw(style)),
    )
    return f"<!doctype html>\n{element('html', head, element('body', body), lang='en')}\n"


def _run(run: Reported, mark: str, *, several: bool) -> Markup:
    """Anchors begin with `mark`."""
    board, figures = run.board, run.table
    questions = Questions(f"{mark}q")
    told = answers(board, f"{mark}s", questions)
    sections: list[tuple[str, str, Part]] = [
        ("made", "How it was made", _list(list(facts_of(board)))),
        ("gates", "Gates", gates_told(run.gates)),
        ("figures", "Figures", _figures(board, figures)),
        ("race", "Race", races(board)),
        ("spread", "Distributions", distributions(board)),
        ("matrix", "Matrix", matrix(board, f"{mark}s")),
        ("streams", "Streams", [reasons(figures), stream_table(figures, f"{mark}s")]),
        ("answers", "Answers", told),
        ("prompts", "Prompts", questions.all()),
        ("trouble", "Trouble", trouble(board)),
    ]
    there = [(f"{mark}-{anchor}", name, part) for anchor, name, part in sections if part]
    links = (element("li", element("a", name, href=f"#{anchor}")) for anchor, name, _ in there)
    warning = simulated(board)
    return element(
        "article",
        element("h2", name_of(f"{run.name}: {board.plan.title}" if several else run.name)),
        element("p", warning, class_="simulated") if warning else None,
        element("nav", element("ul", *links), aria_label=f"Parts of {run.name}"),
        *(
            element("section", element("h3", name), part, id=anchor, aria_label=name)
            for anchor, name, part in there
        ),
        id=mark,
    )


def _list(pairs: Sequence[tuple[str, str]], class_: str | None = None) -> Markup:
    found = [[element("dt", name), element("dd", value)] for name, value in pairs]
    return element("dl", *([element("div", *pair) for pair in found] if class_ else found), class_=class_)


def _figures(board: BoardState, figures: Table) -> list[Part]:
    columns: list[Group] = [figures.whole, *figures.columns] if len(figures.columns) > 1 else figures.columns
    by_prompt = percentiles_by("prompt", figures.prompts, figures.pooled) if len(figures.prompts) > 1 else []
    folded = element("details", element("summary", "By prompt"), element("div", *by_prompt, class_="tables"))
    return [
        _list(run_figures(board), "figures"),
        element("div", *percentiles_by("column", columns, figures.pooled), class_="tables"),
        folded if by_prompt else None,
    ]
