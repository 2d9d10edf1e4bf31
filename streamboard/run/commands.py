"""Commands from a board to the engine, one JSON object per line on the engine's standard input."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from streamboard.run.plan import RunPlan, StreamPlan

LINE_LIMIT = 64 * 1024 * 1024
"""The most bytes of one command; a plan with images is one long line."""


class Command(msgspec.Struct, tag_field="command", frozen=True, omit_defaults=True):
    """The base of all commands."""


class StartRun(Command, tag="start", frozen=True):
    """The first command: what to run."""

    plan: RunPlan
    record: str | None = None
    """The run file to create; None records nothing."""
    keep_open: bool = False
    """Stay when all streams have ended, so that streams can be run again."""
    gguf: str | None = None
    """The path of weights for the local model, in place of those found."""
    log: str | None = None
    """The file to create for the SDK's log; None for no log."""


class StopStream(Command, tag="stop", frozen=True):
    """End one stream; what it has received is kept."""

    stream: str


class StopAll(Command, tag="stop_all", frozen=True):
    """End all streams."""


class RunAgain(Command, tag="again", frozen=True):
    """Run one stream again; if it is running, it is stopped first."""

    stream: str


class RunAllAgain(Command, tag="again_all", frozen=True):
    """Run all streams again."""

    mode: Literal["as-planned", "one-by-one"] = "as-planned"
    """`one-by-one` allows one request in flight at a time, whatever the plan says."""


class PlanStream(Command, tag="plan", frozen=True):
    """Add or change a stream, as for the next turn of a conversation or for other settings."""

    plan: StreamPlan
    run: bool = True
    """Queue it immediately."""


class RemoveStream(Command, tag="remove", frozen=True):
    """Remove a stream from the board; if it is running, it is stopped first."""

    stream: str


class ListModels(Command, tag="list_models", frozen=True):
    """Ask every endpoint that may answer for its models."""


class Vote(Command, tag="vote", frozen=True):
    """Record which of several answers was chosen."""

    among: list[str]
    winner: str | None = None
    """None for a tie."""


AnyCommand: TypeAlias = (
    StartRun | StopStream | StopAll | RunAgain | RunAllAgain | PlanStream | RemoveStream | ListModels | Vote
)

_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_encoder = msgspec.json.Encoder()


def encode_command(command: AnyCommand) -> bytes:
    """The command as one line, including its newline."""
    return _encoder.encode(command) + b"\n"


def decode_command(line: bytes) -> AnyCommand:
    """The command on a line.

    Raises:
        msgspec.DecodeError: The line is not a command.
    """
    return _decoder.decode(line)
