"""Commands from board to engine, as JSON lines on the engine's standard input."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from streamboard.run.plan import RunPlan, StreamPlan

LINE_LIMIT = 64 * 1024 * 1024
"""Bytes; a plan with images is one long line."""


class Command(msgspec.Struct, tag_field="command", frozen=True, omit_defaults=True): ...


class StartRun(Command, tag="start", frozen=True):
    """The first command."""

    plan: RunPlan
    record: str | None = None
    """The run file to create; None records nothing."""
    keep_open: bool = False
    """Stay when all streams have ended, to run some again."""
    gguf: str | None = None
    """Weights for the local model instead of those found."""
    log: str | None = None
    """Where to create the SDK's log; None for none."""


class StopStream(Command, tag="stop", frozen=True):
    """End a stream; what it has received stays."""

    stream: str


class StopAll(Command, tag="stop_all", frozen=True): ...


class RunAgain(Command, tag="again", frozen=True):
    """Run a stream again, stopping it first."""

    stream: str


class RunAllAgain(Command, tag="again_all", frozen=True):
    mode: Literal["as-planned", "one-by-one"] = "as-planned"
    """`one-by-one` allows one request in flight, whatever the plan says."""


class PlanStream(Command, tag="plan", frozen=True):
    """Add or change a stream, as for a conversation's next turn."""

    plan: StreamPlan
    run: bool = True
    """Queue it immediately."""


class RemoveStream(Command, tag="remove", frozen=True):
    """Remove a stream from the board, stopping it first."""

    stream: str


class ListModels(Command, tag="list_models", frozen=True):
    """List every available endpoint's models."""


class Vote(Command, tag="vote", frozen=True):
    """Record which answer was chosen."""

    among: list[str]
    winner: str | None = None
    """None for a tie."""


AnyCommand: TypeAlias = (
    StartRun | StopStream | StopAll | RunAgain | RunAllAgain | PlanStream | RemoveStream | ListModels | Vote
)

_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_encoder = msgspec.json.Encoder()


def encode_command(command: AnyCommand) -> bytes:
    """Encode as a line, with its newline."""
    return _encoder.encode(command) + b"\n"


def decode_command(line: bytes) -> AnyCommand:
    """Decode a line.

    Raises:
        msgspec.DecodeError: It is not a command.
    """
    return _decoder.decode(line)
