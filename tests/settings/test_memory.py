"""What is remembered of each prompt set, and in which order it counts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from streamboard.settings import memory
from streamboard.settings.config import Config
from streamboard.settings.memory import Habits, Remembered

LOOK = Remembered("light", "race", False, True, ("b", "a"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "habits" / "one.json"


def test_what_is_written_is_read_again_and_is_private(file: Path) -> None:
    memory.write(file, LOOK)
    assert memory.read(file) == LOOK
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [*file.parent.iterdir()] == [file]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"theme": 5, "view": [], "order": [1], "show_log": "no"}'],
)
def test_a_broken_file_is_as_none(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    assert memory.read(file) == Remembered()
    Habits.of(kept_in=file).keep(LOOK)
    assert memory.read(file) == LOOK


def test_each_prompt_set_has_a_file_of_its_own(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert memory.file_of(Path("a.yaml")) == memory.file_of(home / "a.yaml")
    files = {memory.file_of(Path("a.yaml")), memory.file_of(Path("b.yaml")), memory.file_of("chat")}
    assert len(files) == 3
    assert {path.parent for path in files} == {home / "state" / "streamboard" / "habits"}


def test_the_command_line_comes_first_then_memory_then_settings(file: Path) -> None:
    settings = Config(theme="contrast", view="table", keys={"board.stop": "f5"})
    assert Habits.of(settings, file).look == Remembered("contrast", "table", True, False)
    memory.write(file, LOOK)
    remembered = Habits.of(settings, file)
    assert remembered.look == LOOK
    assert remembered.keys == {"board.stop": "f5"}
    assert Habits.of(settings, file, theme="dark", view="lanes").look == Remembered(
        "dark", "lanes", False, True, ("b", "a")
    )


def test_no_color_comes_before_all_but_the_command_line(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.write(file, LOOK)
    monkeypatch.setenv("NO_COLOR", "1")
    habits = Habits.of(Config(theme="contrast"), file)
    assert habits.look.theme == "no-colour"
    assert Habits.of(kept_in=file, theme="dark").look.theme == "dark"
    monkeypatch.setenv("NO_COLOR", "")
    assert Habits.of(Config(theme="contrast"), file).look.theme == LOOK.theme
    monkeypatch.setenv("NO_COLOR", "1")
    habits.keep(habits.look)
    assert memory.read(file) == LOOK


def test_only_what_changed_is_kept(file: Path) -> None:
    habits = Habits.of(Config(theme="contrast"), file)
    habits.keep(habits.look)
    assert not file.exists()
    habits.keep(Remembered("contrast", "race", True, False))
    assert json.loads(file.read_text()) == {"view": "race"}


def test_without_a_file_nothing_is_kept(home: Path) -> None:
    Habits.of().keep(LOOK)
    assert not (home / "state").exists()


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    taken = tmp_path / "habits"
    taken.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="habits"):
        memory.write(taken / "one.json", LOOK)
    Habits.of(kept_in=taken / "one.json").keep(LOOK)
    assert memory.read(taken / "one.json") == Remembered()


def test_what_is_no_file_or_too_large_is_as_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b'{"theme": "light"}' + b" " * memory.MAX_BYTES)
    assert memory.read(tmp_path / "pipe") == memory.read(tmp_path / "large") == memory.Remembered()
