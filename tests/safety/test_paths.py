"""Paths are asked about where no environment makes the question fail."""

from __future__ import annotations

import re
from pathlib import Path

import streamboard
from streamboard.safety.paths import expanded, is_file, is_folder, is_there, shown

_RAISES = re.compile(r"\.(?:exists|is_file|is_dir|expanduser|home)\(\)|\bplatformdirs\b")
_TRIED = {"safety/paths.py", "run/reader.py", "run/recording_paths.py", "session/attachments.py"}
"""The helpers themselves, and where an OSError is caught around the question, to say what it says."""


def test_only_the_helpers_ask_what_may_raise() -> None:
    root = Path(streamboard.__file__).parent
    sources = {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.py")}
    assert {name for name, source in sources.items() if _RAISES.search(source)} <= _TRIED


def test_what_cannot_be_looked_at_is_not_there(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (tmp_path / ("x" * 300), loop, tmp_path / "a\0b", loop / "below"):
        assert not any(question(path) for question in (is_there, is_file, is_folder))
    assert str(expanded("~nobody-is-called-this/x")) == "~nobody-is-called-this/x"


def test_a_path_is_shown_on_one_line_without_what_a_terminal_obeys() -> None:
    assert shown("/a\x1b[2J\nb\u202ec") == "/a␛[2J b\ufffdc"
