"""For every test: nothing but loopback can be reached, and nothing of the user's leaks in."""

from __future__ import annotations

import gc
import inspect
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from streamboard.endpoints.sim.process import SimProcess
from streamboard.feeds.process import EngineProcess
from tests.support import commands, engines
from tests.support.offline import sitecustomize as guard
from tests.support.warm import warm_starts

# Several interpreters import all of this, and tests start more: none of them should compile it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Textual reads it once: a text that glides to its place is waited for with every key.
os.environ["TEXTUAL_ANIMATIONS"] = "none"

# A shell has what it starts in the background ignore SIGINT, and children would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

for name, count in (("streamboard", 40), ("thorough", 1000)):
    settings.register_profile(
        name,
        max_examples=count,
        deadline=None,  # No test asserts how long anything took.
        print_blob=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
settings.load_profile("streamboard")  # `--hypothesis-profile thorough` takes its place.

_STARTS_A_TERMINAL = frozenset({"streamboard", "streamboard_for_all"})
"""Fixtures whose tests are slow: a board, an engine and a server begin, and a screen is read."""


def _starts_a_program(test: pytest.Function) -> bool:
    """Whether a test, itself or by a function of its file, runs `streamboard`, an engine or a program."""
    starters = (commands.streamboard, engines.engine, engines.run_engine, EngineProcess, subprocess)
    names = vars(test.module)
    waiting, known = [inspect.unwrap(test.function)], set()
    while waiting:
        for name in waiting.pop().__code__.co_names:
            found = names.get(name)
            if any(found is starter for starter in starters):
                return True
            if inspect.isfunction(found) and name not in known:
                known.add(name)
                waiting.append(inspect.unwrap(found))
    return False


def _draws_again(test: pytest.Function, drawn: set[object]) -> bool:
    """Whether a test does at a further size of the terminal what was done at one already."""
    parameters = dict(test.callspec.params) if hasattr(test, "callspec") else {}
    if "size" not in parameters:
        return False
    del parameters["size"]
    what = test.path, test.originalname, repr(parameters)
    again = what in drawn
    drawn.add(what)
    return again


def pytest_xdist_auto_num_workers() -> int:
    """More processes than cores: half of the time a test with processes of its own waits for them."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, and put first the files that have such tests."""
    drawn: set[object] = set()
    for item in items:
        if isinstance(item, pytest.Function) and (
            _STARTS_A_TERMINAL & {*item.fixturenames} or _starts_a_program(item) or _draws_again(item, drawn)
        ):
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    # Who comes last would keep one process busy while the others have nothing left to do.
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector pass over all that is imported: it stays, and there is much of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


_OFFLINE = Path(guard.__file__).parent
_LEAKS = ("ANTHROPIC_", "XDG_", "CLAUDE_", "OTEL_", "AWS_", "GOOGLE_")
_LEAKING_NAMES = frozenset(
    {
        "ALL_PROXY",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "LINES",
    }
)


def _shut_out_the_user(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name in list(os.environ):
        if name.startswith(_LEAKS) or name.upper() in _LEAKING_NAMES:
            patch.delenv(name)
    patch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    patch.setenv("PYTHONPATH", str(_OFFLINE))


@pytest.fixture(scope="session", autouse=True)
def clean_session() -> Iterator[None]:
    """The environment for what is started once for all tests."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as home:
        _shut_out_the_user(patch, Path(home))
        yield


@pytest.fixture(autouse=True)
def home(clean_session: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home directory of the test's own; child processes get it too."""
    folder = tmp_path / "home"
    folder.mkdir()
    _shut_out_the_user(monkeypatch, folder)
    guard.refused.clear()
    yield folder
    assert not guard.refused, f"the test tried to leave this machine: {guard.refused}"


@pytest.fixture
def warm() -> Iterator[None]:
    """Have what the test starts begin with its imports done."""
    with warm_starts():
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sim_server(clean_session: None) -> AsyncIterator[SimProcess]:
    """One simulated server for all tests."""
    with warm_starts():
        process = await SimProcess.start()
    yield process
    await process.stop()


@pytest.fixture
def sim_url(sim_server: SimProcess) -> str:
    """Where it listens."""
    return sim_server.url
