"""docs/ci.md: its workflow comes to the comparison, as GitHub runs it (`bash -e`)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

TEXT = (Path(__file__).parents[2] / "docs" / "ci.md").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(re.findall(r"^```yaml\n(name: .*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[0])
COMMANDS = WORKFLOW["jobs"]["gates"]["steps"][-1]["run"]
TOLD = 'echo "${0##*/} $*" >> "$TOLD"'


def command(path: Path, then: str = "") -> None:
    """A command that only writes down how it was called, and whose exit code is `then`'s."""
    path.write_text(f"#!/bin/sh\n{TOLD}\n{then}\n")
    path.chmod(0o755)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(("code", "runs"), [(0, 6), (6, 6), (1, 1), (2, 1)])
def test_undecided_gates_of_a_run_alone_do_not_end_it(code: int, runs: int, tmp_path: Path) -> None:
    here, main, told = tmp_path / "here", tmp_path / "main", tmp_path / "told"
    for folder in (here, main):
        folder.mkdir()
        command(folder / "serve")
    command(here / "git")
    command(here / "streamboard", f'[ "$1" != run ] || exit {code}')
    variables = os.environ | {
        "PATH": f"{here}:{os.environ['PATH']}",
        "TOLD": f"{told}",
        "GITHUB_STEP_SUMMARY": f"{tmp_path / 'summary'}",
    }
    done = subprocess.run(
        ["bash", "-e", "-c", COMMANDS], cwd=here, env=variables, capture_output=True, text=True
    )
    lines = told.read_text().splitlines()
    asked = [line for line in lines if line.startswith("streamboard run")]
    assert len(asked) == runs, done.stderr
    assert (done.returncode == 0) == (runs == 6)
    assert lines[-1].startswith("streamboard compare") == (runs == 6)
