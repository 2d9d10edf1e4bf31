"""Processes that begin with their imports done: forked from an interpreter that has them, not started anew.

In a test, an engine or a board spends most of its time importing, and few tests are about that. `WarmPopen`
is a `Popen` whose `python -m streamboard...` comes from such an interpreter. All else about the process is as
ever: it is a child, with arguments, environment, folder, pipes and, if asked, a session of its own, and its
memory holds nothing that the program has done. Linux only; elsewhere, and for what an interpreter has to see
at its start, it is an ordinary `Popen`.

    this process ── start ──> parent interpreter ── fork, twice ──> board ── fork ──> spare: its engine to be
                                                                    engine ── fork ──> spare: its server to be

The first can wait for the board: one whose parent is gone goes to the next ancestor that asked for orphans.
The board can wait for its engine, and that for its simulated server: each is forked before its parent has
done anything.
"""

from __future__ import annotations

import array
import asyncio
import ctypes
import fcntl
import gc
import importlib
import inspect
import json
import os
import pkgutil
import runpy
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from tests.support.childofloop import ChildOfLoop

_PYTHON = sys.executable
_PR_SET_CHILD_SUBREAPER = 36
_MOST = 1 << 20
"""Bytes of a request: an environment and arguments."""
_READ_AT_THE_START = ("PYTHON", "TEXTUAL_", "LANG", "LC_", "ANTHROPIC_LOG")
"""How variables begin that an interpreter or a library reads only while it starts."""
_MODULES = ("streamboard", "streamboard.engine", "streamboard.endpoints.sim")
"""What is started."""
_LATE = ("textual.drivers.linux_driver", "uvloop", "aiohttp.web")
"""What a board and an engine import while they run."""


@dataclass(frozen=True)
class _Request:
    """A process to begin, with standard input, output and error beside it."""

    arguments: list[str]
    """The module, and what follows it."""
    folder: str
    variables: dict[str, str]
    session: bool
    """Whether it leads a session of its own."""
    group: int
    """Its process group if it does not."""
    terminal: bool
    """Whether its standard input becomes the terminal that controls it."""


def take_terminal() -> None:
    """Let standard input control this process: it brings SIGWINCH and SIGHUP, as any terminal does."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class WarmPopen(subprocess.Popen[bytes]):
    """A `Popen` that forks where it can."""

    def _execute_child(self, *given: Any, **named: Any) -> None:
        asked = inspect.signature(super()._execute_child).bind(*given, **named).arguments  # type: ignore[misc]
        request = _request(asked) if sys.platform == "linux" else None
        if request is None or not (starter := _starter()).fits(request.variables):
            super()._execute_child(*given, **named)  # type: ignore[misc]
            return
        ends = [asked["p2cread"], asked["c2pwrite"], asked["errwrite"]]
        try:
            files = [number if end == -1 else end for number, end in enumerate(ends)]
            self.pid = starter.start(request, files)
            self._child_created = True
        finally:
            pipes = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
            self._close_pipe_fds(*(asked[name] for name in pipes))  # type: ignore[attr-defined]


_exec_anew = asyncio.create_subprocess_exec


async def _exec_warm(*words: Any, **named: Any) -> asyncio.subprocess.Process | ChildOfLoop:
    """In place of `asyncio.create_subprocess_exec`: uvloop has no use for `Popen`."""
    if words[3:4] == _MODULES[-1:]:
        return await ChildOfLoop.of(WarmPopen(words, **named))
    return await _exec_anew(*words, **named)


@contextmanager
def warm_starts() -> Iterator[None]:
    """Have whatever this process starts be warm."""
    before, subprocess.Popen = subprocess.Popen, WarmPopen  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        subprocess.Popen = before  # type: ignore[misc]


def _request(asked: Mapping[str, Any]) -> _Request | None:
    """The request for what a `Popen` was asked to do; None if that takes an interpreter of its own."""
    words = [os.fspath(word) for word in asked["args"]] if isinstance(asked["args"], Sequence) else []
    module = 3 if words[1:2] == ["-P"] else 2
    ours = words[:1] == [_PYTHON] and words[module - 1 : module] == ["-m"]
    plain = asked["preexec_fn"] in (None, take_terminal) and not asked["pass_fds"] and not asked["shell"]
    if not (ours and plain and words[module] in _MODULES):
        return None
    return _Request(
        words[module:],
        os.fspath(asked["cwd"] or os.getcwd()),
        dict(os.environ if asked["env"] is None else asked["env"]),
        asked["start_new_session"],
        os.getpgrp(),
        asked["preexec_fn"] is take_terminal,
    )


class _Starter:
    """Whom to ask for a process: the parent interpreter, or one's own spare."""

    def __init__(
        self,
        line: socket.socket,
        variables: Mapping[str, str],
        *,
        process: subprocess.Popen[bytes] | None = None,
        spare: int | None = None,
    ) -> None:
        self._line = line
        self._variables = _read_at_the_start(variables)
        self._process, self._spare = process, spare

    def fits(self, variables: Mapping[str, str]) -> bool:
        """Whether an interpreter would start in the same way with these variables, and one can be had."""
        if self._process is None and self._spare is None:
            return False
        return _read_at_the_start(variables).items() <= self._variables.items()

    def start(self, request: _Request, files: list[int]) -> int:
        """Start a process; its id."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        self._line.sendmsg([json.dumps(asdict(request)).encode("utf-8", "surrogateescape")], rights)
        if self._spare is None:
            return int(self._line.recv(32))
        pid, self._spare = self._spare, None
        self._line.close()
        return pid


def _read_at_the_start(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name.startswith(_READ_AT_THE_START)}


_spare: _Starter | None = None
"""In a board: the process that becomes its engine; in an engine: the one that becomes its server."""


def _starter() -> _Starter:
    return _spare or _parent_interpreter()


@cache
def _parent_interpreter() -> _Starter:
    """Start it once; it ends with this process, to which orphans go from now on."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    variables = dict(os.environ) | {"LANG": "C.UTF-8", "TEXTUAL_ANIMATIONS": "none"}
    # The suite sets it; the fuzz runs without.
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), variables.get("PYTHONPATH")]))
    with its:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.support.warm", str(its.fileno())],
            stdin=subprocess.DEVNULL,
            env=variables | {"PYTHONPATH": path},
            pass_fds=[its.fileno()],
        )
    return _Starter(ours, variables, process=process)


# -- in the parent interpreter


def _import_all() -> None:
    import streamboard

    for found in pkgutil.walk_packages(streamboard.__path__, "streamboard."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in _LATE:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _receive(line: socket.socket) -> tuple[_Request, list[int]]:
    """The next request and its files; ends the process when there will be none."""
    data, ancillary, _, _ = line.recvmsg(_MOST, socket.CMSG_SPACE(3 * 4))
    if not data:
        os._exit(0)
    files = array.array("i")
    for _, _, rights in ancillary:
        files.frombytes(rights)
    return _Request(**json.loads(data.decode("utf-8", "surrogateescape"))), list(files)


def _serve(line: socket.socket) -> tuple[_Request, list[int]]:
    """Fork for each request; returns in what was forked, once it is a child of whoever asked."""
    while True:
        request, files = _receive(line)
        told, tell = os.pipe()
        wait, go = os.pipe()
        middle = os.fork()
        if middle == 0:
            if pid := os.fork():
                os.write(tell, str(pid).encode())
                os._exit(0)
            os.close(go)
            os.read(wait, 1)
            return request, files
        os.waitpid(middle, 0)
        line.send(os.read(told, 32))
        for file in (told, tell, wait, go, *files):
            os.close(file)


def _become(request: _Request, files: list[int]) -> None:
    """Be a process that has just been started."""
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 1024)
    os.chdir(request.folder)
    if request.session:
        os.setsid()
    else:
        os.setpgid(0, request.group)
    if request.terminal:
        take_terminal()
    os.environ.clear()
    os.environ.update(request.variables)
    sys.argv = request.arguments
    # The streams that there are remember what lay behind their descriptors.
    _set_stream("stdin", open(0, encoding="utf-8", closefd=False))  # noqa: SIM115
    _set_stream("stdout", open(1, "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    errors = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    _set_stream("stderr", errors)


def _set_stream(name: str, stream: TextIO) -> None:
    setattr(sys, name, stream)
    setattr(sys, f"__{name}__", stream)


def _spare_request() -> tuple[_Request, list[int]] | None:
    """Fork what becomes this process's only child; returns there once it is asked for, with None here."""
    global _spare
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if pid := os.fork():
        its.close()
        _spare = _Starter(ours, os.environ, spare=pid)
        subprocess.Popen = WarmPopen  # type: ignore[misc, assignment]
        asyncio.create_subprocess_exec = _exec_warm  # type: ignore[assignment]
        return None
    ours.close()
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    asked = _receive(its)
    its.detach()
    return asked


def _main(number: int) -> None:
    _import_all()
    line = socket.socket(fileno=number)
    request, files = _serve(line)
    line.detach()
    _become(request, files)
    for module in _MODULES[:-1]:
        if request.arguments[0] == module and (asked := _spare_request()):
            request = asked[0]
            _become(*asked)
    runpy.run_module(request.arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
