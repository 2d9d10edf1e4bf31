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
    """The run file to create, if any."""
    keep_open: bool = False
    """Stay when all streams have ended."""
    gguf: str | None = None
    """Weights for the local model."""
    log: str | None = None
    """The SDK's log to create, if any."""


class StopStream(Command, tag="stop", frozen=True):
    """End a stream; what it has received stays."""

    stream: str


class StopAll(Command, tag="stop_all", frozen=True): ...


class RunAgain(Command, tag="again", frozen=True):
    """Run a stream again, stopping it first."""

    stream: str


class RunAllAgain(Command, tag="again_all", frozen=True):
    mode: Literal["as-planned", "one-by-one"] = "as-planned"


class PlanStream(Command, tag="plan", frozen=True):
    """Add or change a stream."""

    plan: StreamPlan
    run: bool = True


class RemoveStream(Command, tag="remove", frozen=True):
    """Remove a stream, stopping it first."""

    stream: str


class ListModels(Command, tag="list_models", frozen=True): ...


class Vote(Command, tag="vote", frozen=True):
    among: list[str]
    winner: str | None = None


AnyCommand: TypeAlias = (
    StartRun | StopStream | StopAll | RunAgain | RunAllAgain | PlanStream | RemoveStream | ListModels | Vote
)

_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_encoder = msgspec.json.Encoder()


def encode_command(command: AnyCommand) -> bytes:
    return _encoder.encode(command) + b"\n"


def decode_command(line: bytes) -> AnyCommand:
    """Decode a line; raise `msgspec.DecodeError` if it is no command."""
    return _decoder.decode(line)
