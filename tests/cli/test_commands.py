"""Each command is a file of its own that the list names."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from streamboard.cli import commands
from streamboard.cli.commands.catalogue import COMMANDS, command
from streamboard.cli.main import cli


def test_every_file_is_a_command_of_its_name() -> None:
    (folder,) = map(Path, commands.__path__)
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "catalogue"}
    assert set(COMMANDS) == files
    assert [command(name).name for name in COMMANDS] == [*COMMANDS]


def test_help_lists_all_that_are_not_hidden() -> None:
    lines = CliRunner().invoke(cli, ["--help"]).output.partition("Commands:")[2].splitlines()
    listed = [line.split()[0] for line in lines if line.strip()]
    assert [*listed] == sorted(name for name in COMMANDS if not command(name).hidden)
    assert "board" not in listed


@pytest.mark.parametrize("word", ["chek", "runz"])
def test_a_command_that_is_misspelt_is_proposed(word: str) -> None:
    done = CliRunner().invoke(cli, [word])
    assert "Did you mean" in str(done.exception)
