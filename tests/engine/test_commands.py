"""Commands as lines."""

from __future__ import annotations

import json

import msgspec
import pytest

from streamboard.engine.__main__ import obey
from streamboard.run.commands import (
    AnyCommand,
    ListModels,
    PlanStream,
    RemoveStream,
    RunAgain,
    RunAllAgain,
    StartRun,
    StopAll,
    StopStream,
    Vote,
    decode_command,
    encode_command,
)
from tests.support.plans import plan, stream

COMMANDS: list[AnyCommand] = [
    StartRun(plan(), "run.jsonl", True, "m.gguf"),
    StartRun(plan()),
    StopStream("s1"),
    StopAll(),
    RunAgain("s1"),
    RunAllAgain(),
    RunAllAgain("one-by-one"),
    PlanStream(stream("s9"), run=False),
    RemoveStream("s1"),
    ListModels(),
    Vote(["s1", "s2"], "s2"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_every_command_survives(command: AnyCommand) -> None:
    line = encode_command(command)
    assert line.count(b"\n") == 1
    assert decode_command(line) == command


def test_the_names() -> None:
    names = [json.loads(encode_command(command))["command"] for command in COMMANDS]
    runs = ["start", "start", "stop", "stop_all", "again", "again_all", "again_all"]
    assert names == [*runs, "plan", "remove", "list_models", "vote"]


@pytest.mark.parametrize("line", [b"", b"{}", b'{"command": "fly"}', b'{"command": "stop"}', b"[]", b"\xff"])
def test_other_lines_are_no_commands(line: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeError)):
        decode_command(line)


class Asked:
    """Notes what is asked of a run and of its task manager."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.tasks = self

    def __getattr__(self, name: str) -> object:
        return lambda *arguments, **named: self.calls.append((name, *arguments, *named.values()))


def test_each_command_is_carried_out() -> None:
    asked = Asked()
    for command in COMMANDS:
        obey(command, asked)  # type: ignore[arg-type]
    assert asked.calls == [
        ("stop", "s1"),
        ("stop_all",),
        ("again", "s1"),
        ("again_all", "as-planned"),
        ("again_all", "one-by-one"),
        ("plan_stream", stream("s9"), False),
        ("remove", "s1"),
        ("list_models",),
        ("vote", ["s1", "s2"], "s2"),
    ]
