"""The package with a change made to it, beside the real one: what a recipe costs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamboard

PACKAGE = Path(streamboard.__file__).parent


def edited(folder: Path, new: Mapping[str, str], lines: Mapping[str, Mapping[str, str]]) -> Path:
    """A copy of the package in a folder, changed.

    Args:
        folder: Where the copy goes.
        new: New files, by their paths within the package.
        lines: For each file that is changed, lines that another one follows, and that one.
    """
    copy = folder / "streamboard"
    shutil.copytree(PACKAGE, copy)
    for path, text in new.items():
        assert not (copy / path).exists()
        (copy / path).write_text(text)
    for path, added in lines.items():
        text = (copy / path).read_text()
        for before, line in added.items():
            assert text.count(f"{before}\n") == 1, f"{path}: {before}"
            text = text.replace(f"{before}\n", f"{before}\n{line}\n")
        (copy / path).write_text(text)
    return folder


def told_by(folder: Path, script: str, cwd: Path) -> Any:
    """What a script prints as JSON that runs with the copy; it may import from the tests."""
    # -P: neither the script's folder nor the current one goes before the copy.
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(PACKAGE.parent)])},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
