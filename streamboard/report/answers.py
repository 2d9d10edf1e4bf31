"""Answers as Markdown files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, said_after, technical
from streamboard.board.stream import StreamState
from streamboard.common.filenames import slug, stamp
from streamboard.figures.catalogue import FIGURES
from streamboard.figures.figure import on
from streamboard.run.question import last_question, text_of
from streamboard.safety import private_files
from streamboard.safety.sanitise import clean_line


class AnswerFile(NamedTuple):
    stem: str
    text: str


def answers_of(streams: Sequence[StreamState], board: BoardState, now: datetime) -> list[AnswerFile]:
    """`now` is for the files' names; streams without text have none."""
    return [
        AnswerFile(stem_of(board.plan.title, stream.plan.name, now), as_markdown(stream, board))
        for stream in streams
        if has_answer(stream)
    ]


def write(answers: Sequence[AnswerFile], folder: Path) -> list[Path]:
    """Overwrite nothing; if a file cannot be written (OSError), those before it stay."""
    texts = [(answer.stem, {"md": answer.text}) for answer in answers]
    return [path for stem, text in texts for path in private_files.write_together(folder, stem, text)]


def has_answer(stream: StreamState) -> bool:
    return stream.shown is not None and bool(stream.shown.message.text)


def stem_of(title: str, name: str, now: datetime) -> str:
    """In plain characters: `robots-story-2026-01-02T03-04-05`."""
    words = "-".join(word for text in (title, name) if (word := slug(text, "")))
    return f"{words or 'answer'}-{stamp(now)}"


def as_markdown(stream: StreamState, board: BoardState) -> str:
    """Facts as front matter, the question quoted, and the raw text."""
    attempt = stream.shown
    if attempt is None:
        return ""
    facts: dict[str, str | int | None] = {
        "title": board.plan.title,
        "stream": stream.plan.name,
        "model": stream.model(),
        "endpoint": stream.endpoint(),
        "simulated": board.simulated(stream) or None,
        "outcome": stream.outcome or stream.phase,
        "stop_reason": attempt.message.stop_reason,
        **_ending(stream),
        "started_at": board.started.started_at if board.started is not None else None,
        **_figures(stream, attempt, board.now),
    }
    # JSON strings are YAML strings.
    lines = [
        f"{key}: {json.dumps(clean_line(value) if isinstance(value, str) else value, ensure_ascii=False)}"
        for key, value in facts.items()
        if value not in (None, "")
    ]
    text = attempt.message.text
    question = _quoted(stream) if attempt.turn == stream.plan.turn else []
    return "\n".join(["---", *lines, "---", "", *question, text if text.endswith("\n") else f"{text}\n"])


def _ending(stream: StreamState) -> dict[str, str]:
    """`note` is the server's words behind a whole answer."""
    reason, advice = how_it_ended(stream) or ("", "")
    return {"reason": reason, "advice": advice, "cause": technical(stream), "note": said_after(stream.shown)}


def _quoted(stream: StreamState) -> list[str]:
    """The last question, without attached files."""
    place = last_question(stream.plan)
    if place is None:
        return []
    words = text_of(stream.plan.request["messages"][place].get("content"))
    return [*(f"> {line}".rstrip() for line in words.splitlines()), ""] if words.strip() else []


def _figures(stream: StreamState, attempt: Attempt, now: int) -> dict[str, str | int | None]:
    """As on the board, and the number of characters that were not kept."""
    found: dict[str, str | int | None] = {}
    for figure in on("zoom", FIGURES):
        reading = figure.read(stream, attempt, now)
        if reading.settled is not None:
            found[figure.tag] = f"{figure.text(reading)}{reading.sign}"
    found["characters_left_out"] = sum(block.dropped for block in attempt.message.blocks) or None
    return found
