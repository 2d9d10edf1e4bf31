"""Standard output that is full, closed, slow, or in a mode that another program left behind."""

from __future__ import annotations

import array
import fcntl
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from streamboard.run.codec import decode
from streamboard.run.events import RunEnded, RunFigures
from tests.support.commands import COMMAND, QUICK, write
from tests.support.engines import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="as Linux's pipes and /dev/full are")

PIPE_HOLDS = 65536
"""Bytes, or fewer if they came in small pieces."""
MUCH = QUICK.replace("length: 20", "length: 2500") + "prompts: [One.]\n"
"""A run whose events fill a pipe several times."""


def fill(pipe: int, child: subprocess.Popen[bytes]) -> None:
    """Wait until a pipe is filling up, with far more to come than it takes."""
    held, give_up = array.array("i", [0]), time.monotonic() + PATIENCE_S
    while held[0] < PIPE_HOLDS // 4 and time.monotonic() < give_up and child.poll() is None:
        fcntl.ioctl(pipe, termios.FIONREAD, held)
        time.sleep(0.01)
    assert child.poll() is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "words"), [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")]
)
@pytest.mark.parametrize("what", ["schema", "run --json", "run --quiet --summary json"])
def test_output_that_cannot_be_written_is_said_and_no_success(
    tmp_path: Path, where: str, words: str, what: str
) -> None:
    command, *options = what.split()
    run = [command, str(write(tmp_path, MUCH)), *options, "--no-record"]
    arguments = run if command == "run" else [command]
    shell = f'exec "$@" {where}'
    done = subprocess.run(
        ["sh", "-c", shell, "sh", *COMMAND, *arguments], stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr == f"streamboard: the output cannot be written: {words}\n"


@pytest.mark.usefixtures("warm")
def test_a_slow_reader_of_a_pipe_in_non_blocking_mode_gets_everything(tmp_path: Path) -> None:
    end, pipe = os.pipe()
    os.set_blocking(pipe, False)
    record = tmp_path / "run.jsonl"
    command = [*COMMAND, "run", str(write(tmp_path, MUCH)), "--json", "--record", str(record)]
    with subprocess.Popen(command, stdout=pipe, stderr=subprocess.PIPE) as child, os.fdopen(end, "rb") as out:
        fill(pipe, child)
        os.close(pipe)
        lines = out.read()
        assert child.wait(PATIENCE_S) == 0
    assert lines.startswith(record.read_bytes())
    assert [type(decode(line)) for line in lines.splitlines()[-2:]] == [RunEnded, RunFigures]


@pytest.mark.usefixtures("warm")
def test_an_interrupt_is_obeyed_while_the_reader_of_the_output_has_stopped(tmp_path: Path) -> None:
    command = [*COMMAND, "run", str(write(tmp_path, MUCH)), "--json", "--no-record"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        fill(child.stdout.fileno(), child)
        child.send_signal(signal.SIGINT)
        assert child.wait(PATIENCE_S / 4) == 130
