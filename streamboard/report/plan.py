"""What a plan would start, as a table."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from streamboard.common import units
from streamboard.run.plan import RunPlan
from streamboard.safety.sanitise import clean_line


def plan_table(plan: RunPlan) -> Group:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("#", "stream", "endpoint", "model", "max_tokens"):
        table.add_column(heading, justify="right" if heading in ("#", "max_tokens") else "left", no_wrap=True)
    # rich narrows only wrapping columns; the cells do not wrap, so rows stay single lines.
    table.add_column("prompt", overflow="ellipsis")
    for number, stream in enumerate(plan.streams, 1):
        table.add_row(
            str(number),
            Text(clean_line(stream.name)),
            Text(clean_line(stream.endpoint)),
            Text(clean_line(stream.model or "(its own)")),
            str(stream.request["max_tokens"]),
            Text(clean_line(_first_words(stream.request["messages"])), no_wrap=True, overflow="ellipsis"),
        )
    title = Text(clean_line(plan.title), style="bold")
    return Group(title, Text(""), table, Text(""), Text(_how(plan)))


def _how(plan: RunPlan) -> str:
    start: str = plan.start.mode
    if plan.start.interval_ns:
        start = f"{start} {units.setting(plan.start.interval_ns)}"
    cap = f", at most {plan.concurrency} in flight" if plan.concurrency else ""
    rounds = max((stream.round for stream in plan.streams), default=1)
    in_rounds = f" in {rounds} rounds" if rounds > 1 else ""
    return f"{units.count(len(plan.streams), 'stream')}{in_rounds}, start {start}{cap}. Nothing was sent."


def _first_words(messages: object) -> str:
    last = messages[-1] if isinstance(messages, list) and messages else None
    content = last.get("content") if isinstance(last, dict) else ""
    if isinstance(content, list):
        content = next(
            (part.get("text", "") for part in content if isinstance(part, dict) and "text" in part), ""
        )
    return str(content)[:300]
