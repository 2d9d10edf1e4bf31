"""Vote tallies, a file per prompt set; all functions may raise OSError."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from streamboard.common.filenames import slug
from streamboard.run.plan import RunPlan
from streamboard.safety import private_files
from streamboard.safety.paths import user_folder
from streamboard.safety.timed_files import Glances

_DIGITS = 12
_DIGEST = re.compile(rf"(?<=.)-[0-9a-f]{{{_DIGITS}}}$")
_MOST_BYTES = 16_000_000
"""About fifty thousand votes; larger files are not read."""

_GLANCES = Glances(0.5)
"""Key presses wait for it."""


class VoteRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    at: str
    """ISO 8601 in UTC."""
    prompt: str
    among: list[str]
    """Columns, or streams if a column had several answers."""
    winner: str | None = None
    """None for a tie."""
    title: str = ""
    """Of the prompt set; older lines have none."""


def folder() -> Path:
    return user_folder("data") / "votes"


def path_of(plan: RunPlan) -> Path:
    """Return a prompt set's tally; other models, settings or endpoints share it, other wording does not."""
    asked = sorted(
        {_asked(stream.prompt, stream.request | {"messages": stream.asked}) for stream in plan.streams}
    )
    digest = hashlib.sha256(msgspec.json.encode([plan.title, asked])).hexdigest()[:_DIGITS]
    return folder() / f"{slug(plan.title, 'untitled')}-{digest}.jsonl"


def _asked(prompt: str, request: dict[str, object]) -> str:
    fields = [prompt, request.get("system"), request.get("messages")]
    return msgspec.json.encode(fields, order="deterministic").decode()


def name_of(path: Path, kept: Sequence[VoteRecord]) -> str:
    """The title that the set was voted under last, or what the file's name says of it."""
    titles = (vote.title for vote in reversed(kept) if vote.title)
    return next(titles, "") or _DIGEST.sub("", path.stem)


def tallies() -> list[Path]:
    try:
        return sorted(path for path in folder().iterdir() if path.suffix == ".jsonl")
    except FileNotFoundError:
        return []


def record(path: Path, prompt: str, among: list[str], winner: str | None, title: str = "") -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = msgspec.json.encode(VoteRecord(now, prompt, among, winner, title))

    def append() -> None:
        private_files.make_folder(path.parent)
        private_files.append_line(path, line)

    _GLANCES.do(append)


def read(path: Path) -> list[VoteRecord]:
    try:
        lines = _GLANCES.do(partial(private_files.read, path, _MOST_BYTES)).splitlines()
    except FileNotFoundError:
        return []
    return [vote for line in lines if (vote := _decode(line)) is not None]


def _decode(line: bytes) -> VoteRecord | None:
    try:
        vote = msgspec.json.decode(line, type=VoteRecord)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    counts = len(set(vote.among)) == len(vote.among) > 1
    return vote if counts and (vote.winner is None or vote.winner in vote.among) else None
