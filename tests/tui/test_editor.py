"""The user's editor: which one, and what it leaves."""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path

import pytest

from streamboard.tui.controllers.editor import EditorError, command, edited

SCRIPT = """
import os, pathlib, signal, sys
path = pathlib.Path(sys.argv[1])
told = f"{oct(path.parent.stat().st_mode)[-3:]} {signal.getsignal(signal.SIGINT) is not signal.SIG_IGN}"
path.write_text(f"{path.read_text(encoding='utf-8')}|{told}|{path}\\n", encoding="utf-8")
"""


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that says what it finds."""
    (tmp_path / "my editor.py").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.setenv("VISUAL", shlex.join([sys.executable, str(tmp_path / "my editor.py")]))


@pytest.mark.usefixtures("use")
def test_the_text_comes_back_and_nothing_stays() -> None:
    before = signal.getsignal(signal.SIGINT)
    text, told, path = edited("é\nwords").split("|")
    assert text == "é\nwords"
    assert told == "700 True"
    assert not Path(path).parent.exists()
    assert signal.getsignal(signal.SIGINT) is before


def test_visual_comes_before_editor_before_vi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "code --wait")
    monkeypatch.setenv("EDITOR", "nano")
    assert command() == ["code", "--wait"]
    monkeypatch.setenv("VISUAL", "")
    assert command() == ["nano"]
    monkeypatch.delenv("EDITOR")
    assert command() == ["vi"]


@pytest.mark.parametrize(
    ("editor", "told"),
    [
        ("/no/such/editor", "cannot be started"),
        ("false", "ended with 1"),
        ("'", "no command"),
        ("rm", "cannot be read"),
    ],
)
def test_an_editor_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, editor: str, told: str) -> None:
    monkeypatch.setenv("VISUAL", editor)
    with pytest.raises(EditorError, match=told):
        edited("x")
