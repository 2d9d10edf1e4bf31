"""The tally of votes: one file for each prompt set, kept over runs."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from streamboard.common.filenames import slug
from streamboard.run.plan import RunPlan
from streamboard.safety import private_files

_MOST_BYTES = 16_000_000
"""A tally of fifty thousand votes; a larger file is none of ours."""


class VoteRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a tally."""

    at: str
    """The wall clock, ISO 8601 in UTC."""
    prompt: str
    among: list[str]
    """The contestants: columns, or streams where a column had several answers."""
    winner: str | None = None
    """None is a tie."""


def folder() -> Path:
    """The folder for tallies in the user's data directory."""
    import platformdirs

    return Path(platformdirs.user_data_dir("streamboard", appauthor=False)) / "votes"


def path_of(plan: RunPlan) -> Path:
    """The file of a prompt set's tally: its title, and a hash of its prompts.

    Other models, settings and endpoints are the same set; another wording is another one.
    """
    asked = sorted({_asked(stream.prompt, stream.request) for stream in plan.streams})
    digest = hashlib.sha256(msgspec.json.encode([plan.title, asked])).hexdigest()[:12]
    return folder() / f"{slug(plan.title, 'untitled')}-{digest}.jsonl"


def _asked(prompt: str, request: dict[str, object]) -> str:
    fields = [prompt, request.get("system"), request.get("messages")]
    return msgspec.json.encode(fields, order="deterministic").decode()


def record(path: Path, prompt: str, among: list[str], winner: str | None) -> None:
    """Add a vote to a tally.

    Raises:
        OSError: It cannot be kept.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    private_files.make_folder(path.parent)
    private_files.append_line(path, msgspec.json.encode(VoteRecord(now, prompt, among, winner)))


def read(path: Path) -> list[VoteRecord]:
    """The votes of a tally; none where there is no file. Lines that hold none are passed over.

    Raises:
        OSError: There is a file, and it cannot be read.
    """
    try:
        lines = private_files.read(path, _MOST_BYTES).splitlines()
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
