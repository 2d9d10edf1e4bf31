"""Commands as lines."""

from __future__ import annotations

import json

import msgspec
import pytest

from streamboard.engine.__main__ import obey
from streamboard.engine.commands import (
    AnyCommand,
    RunAgain,
    RunAllAgain,
    StartRun,
    StopAll,
    StopStream,
    decode_command,
    encode_command,
)
from tests.support.plans import plan

COMMANDS: list[AnyCommand] = [
    StartRun(plan(), "run.jsonl", True, "m.gguf"),
    StartRun(plan()),
    StopStream("s1"),
    StopAll(),
    RunAgain("s1"),
    RunAllAgain(),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_every_command_survives(command: AnyCommand) -> None:
    line = encode_command(command)
    assert line.count(b"\n") == 1
    assert decode_command(line) == command


def test_the_names() -> None:
    names = [json.loads(encode_command(command))["command"] for command in COMMANDS]
    assert names == ["start", "start", "stop", "stop_all", "again", "again_all"]


@pytest.mark.parametrize("line", [b"", b"{}", b'{"command": "fly"}', b'{"command": "stop"}', b"[]", b"\xff"])
def test_other_lines_are_no_commands(line: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeError)):
        decode_command(line)


class Asked:
    """Notes what is asked of the task manager."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def __getattr__(self, name: str) -> object:
        return lambda *arguments: self.calls.append((name, *arguments))


def test_each_command_is_carried_out() -> None:
    asked = Asked()
    for command in COMMANDS:
        obey(command, asked)  # type: ignore[arg-type]
    assert asked.calls == [("stop", "s1"), ("stop_all",), ("again", "s1"), ("again_all",)]
