"""A disposable index of kept runs, rebuilt from the files as needed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from streamboard.run.archive.digest import Digest, digest
from streamboard.run.packed import ENDINGS
from streamboard.safety import private_files
from streamboard.safety.name_letters import is_text
from streamboard.safety.paths import is_there, user_folder

_FORMAT = 3
"""Increase it when `Digest` or its making changes."""
_BUSY_S = 2.0


def usual_path() -> Path:
    return user_folder("cache") / "runs.sqlite"


def runs_in(folder: Path, index: Path | None) -> list[Digest]:
    """Return a folder's runs, latest first, reading only changed files.

    `folder` need not exist; a damaged `index` is replaced.

    Raises:
        OSError: The folder cannot be read.
    """
    files = {path: (size, mtime_ns) for path, size, mtime_ns in _files(folder)}
    known = _known(index) if index is not None else {}
    found, changed = [], []
    for path, state in files.items():
        run = known.get(path)
        # It may be readable by now, as when a library was installed.
        if run is None or run.problem or (run.size, run.mtime_ns) != state:
            with suppress(OSError):  # Removed meanwhile.
                run = digest(Path(path))
                changed.append(run)
        if run is not None:
            found.append(run)
    gone = [path for path in known if path not in files and Path(path).parent == folder]
    if index is not None and (changed or gone):
        _keep(index, changed, gone)
    return sorted(found, key=lambda run: (run.began, run.path), reverse=True)


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Yield path, size and mtime (ns), except of reserved names."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        with suppress(OSError):
            if entry.name.endswith(ENDINGS) and entry.is_file(follow_symlinks=False):
                status = entry.stat()
                if status.st_size:
                    yield entry.path, status.st_size, status.st_mtime_ns


def _known(index: Path) -> dict[str, Digest]:
    if not is_there(index):
        return {}
    try:
        with closing(sqlite3.connect(index, timeout=_BUSY_S)) as database:
            if database.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
                return {}
            rows = database.execute("SELECT path, digest FROM runs")
            return {path: msgspec.json.decode(data, type=Digest) for path, data in rows}
    except (sqlite3.Error, msgspec.DecodeError, UnicodeError, TypeError):
        return {}


def _keep(index: Path, changed: list[Digest], gone: list[str]) -> None:
    """Best effort: it is a cache."""
    try:
        _write(index, changed, gone)
    except sqlite3.OperationalError:
        pass  # Another streamboard is writing it, or the disk is full.
    except (sqlite3.DatabaseError, OSError):
        with suppress(OSError, sqlite3.Error):
            index.unlink()
            _write(index, changed, gone)


def _write(index: Path, changed: list[Digest], gone: list[str]) -> None:
    private_files.make_folder(index.parent)
    with suppress(FileExistsError):
        os.close(private_files.create(index))
    with closing(sqlite3.connect(index, timeout=_BUSY_S)) as database, database:
        if database.execute("PRAGMA user_version").fetchone()[0] != _FORMAT:
            database.execute("DROP TABLE IF EXISTS runs")
            database.execute(f"PRAGMA user_version = {_FORMAT}")
        database.execute("CREATE TABLE IF NOT EXISTS runs (path TEXT PRIMARY KEY, digest BLOB NOT NULL)")
        # Runs whose names are not text are read each time.
        rows = [(run.path, msgspec.json.encode(run)) for run in changed if is_text(run.path)]
        database.executemany("INSERT OR REPLACE INTO runs VALUES (?, ?)", rows)
        database.executemany("DELETE FROM runs WHERE path = ?", [(path,) for path in gone])
