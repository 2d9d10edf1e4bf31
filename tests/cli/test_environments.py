"""Homes, folders, locales and streams that are not as they should be: it runs, and says what it misses."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from streamboard.engine.recorder import Recorder
from streamboard.run import recording_paths
from streamboard.safety import private_files
from streamboard.safety.paths import NoHomeError, user_folder
from tests.support.commands import GOOD, streamboard, write
from tests.support.engines import PATIENCE_S

LONG = "/tmp/" + "x" * 300
AS_NOBODY = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups"]
"""A user without an entry in the password file, who may still read this Python."""
MAY_READ = ["--inh-caps=+dac_override,+dac_read_search", "--ambient-caps=+dac_override,+dac_read_search"]
WITHOUT_ROOTS_WAYS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None, reason="only root can become another user"
)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path, GOOD)


def started(words: Sequence[str], **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), **variables}
    done = subprocess.run(
        list(words), capture_output=True, text=True, timeout=PATIENCE_S, env=environment, check=False
    )
    assert "bug" not in done.stderr, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.slow
@needs_root
def test_without_a_home_it_runs_with_no_settings_and_no_record() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        good = write(Path(folder), GOOD)
        done = started([*AS_NOBODY, *MAY_READ, sys.executable, "-m", "streamboard", "run", str(good)])
    assert done.returncode == 0, done.stderr
    assert "2 of 2 completed" in done.stdout
    assert "settings are not read: there is no home folder" in done.stderr
    assert "this run is not recorded: there is no home folder" in done.stderr


@pytest.mark.slow
@needs_root
def test_closed_folders_are_done_without(good: Path, tmp_path: Path) -> None:
    for name in (".local", ".config"):
        (tmp_path / name).mkdir(mode=0)
    words = [*WITHOUT_ROOTS_WAYS, sys.executable, "-m", "streamboard", "run", str(good)]
    done = started(words, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "2 of 2 completed" in done.stdout
    assert re.search(r"settings are not read: \S+/\.config/\S+: Permission denied", done.stderr)
    assert re.search(r"this run is not recorded: \S+/\.local\S*: Permission denied", done.stderr)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "{set}"], 0, r"this run is not recorded: /tmp/xxx\S+: File name too long"),
        (["run", "{set}"], 0, r"your settings are not read: /tmp/xxx\S+: File name too long"),
        (["config"], 0, "settings are not read"),
        (["config", "--init"], 2, "cannot be written: File name too long"),
        ([], 0, ""),
        (["check", LONG], 2, "File name too long"),
        ([LONG], 2, "File name too long"),
        (["replay", LONG], 2, "File name too long"),
        (["run", "{set}", "--record", LONG], 2, "File name too long"),
        (["run", "{set}", "--gguf", LONG], 2, "There is no file"),
        (["check", "{set}", "--config", LONG], 2, "File name too long"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else None,
)
def test_paths_that_cannot_be_looked_at_are_named(
    good: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    done = streamboard(*(word.replace("{set}", str(good)) for word in arguments), env={"HOME": LONG})
    assert done.returncode == code, done.stderr
    assert re.search(said, done.stderr)


def test_what_the_environment_refuses_is_no_bug(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = PermissionError(13, "Permission denied", "/some\x1b[2J/place")
    monkeypatch.setattr("streamboard.report.plan.plan_table", lambda _plan: (_ for _ in ()).throw(refused))
    done = streamboard("check", good)
    assert (done.returncode, done.stderr) == (1, "streamboard: /some␛[2J/place: Permission denied\n")


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "POSIX", "no-such.locale", "de_DE.ISO-8859-1"])
def test_any_locale_shows_the_streams(tmp_path: Path, locale: str) -> None:
    path = write(tmp_path, GOOD.replace("Quick", "質問"))
    done = started(
        [sys.executable, "-m", "streamboard", "check", str(path)], LC_ALL=locale, HOME=str(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert "2 streams" in done.stdout


@pytest.mark.slow
def test_warnings_are_no_errors(good: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", "-m", "streamboard", "run", str(good)]
    done = started(words, HOME=str(tmp_path), PYTHONWARNINGS="error")
    assert done.returncode == 0, done.stderr
    assert "2 of 2 completed" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", "2>&-"])
def test_closed_standard_streams_are_done_without(good: Path, tmp_path: Path, closed: str) -> None:
    record = tmp_path / "run.jsonl"
    words = f"{sys.executable} -m streamboard run {good} --record {record} {closed}"
    done = started(["sh", "-c", words], HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert record.read_text().startswith('{"event":"run_started"')


def test_there_is_no_folder_where_there_is_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "platformdirs.user_data_dir", lambda *_, **__: Path("~nobody-is-called-this").expanduser()
    )
    with pytest.raises(NoHomeError, match="no home folder"):
        user_folder("data")


def test_runs_of_one_moment_have_files_of_their_own(home: Path) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5)
    paths = [recording_paths.reserve("Rain", now) for _ in range(3)]
    assert [path.name.removeprefix("2026-01-02T03-04-05-") for path in paths] == [
        "rain.jsonl",
        "rain-2.jsonl",
        "rain-3.jsonl",
    ]
    recorder = Recorder(paths[1])
    with pytest.raises(FileExistsError):
        private_files.claim(paths[1])
    recorder.write(b"x\n")
    recorder.close()
    for path in paths:
        recording_paths.release(path)
    assert [path.exists() for path in paths] == [False, True, False]
    assert paths[1].stat().st_mode & 0o777 == 0o600


@contextmanager
def a_disk_of(size: int) -> Iterator[None]:
    """Writes beyond a size fail, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_no_part_of_a_file_stays(tmp_path: Path) -> None:
    with a_disk_of(10):
        with pytest.raises(OSError, match="File too large"):
            private_files.write_together(tmp_path, "table", {"csv": "a", "md": "b" * 11})
        with pytest.raises(OSError, match="File too large"):
            private_files.write(tmp_path / "one", "b" * 11)
        recorder = Recorder(tmp_path / "run.jsonl")
        assert private_files.write_together(tmp_path, "table", {"csv": "a"}) == [tmp_path / "table.csv"]
    recorder.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["table.csv"]
