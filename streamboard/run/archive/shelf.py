"""The runs in the user's folder: found, chosen by what is typed, removed and pruned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from streamboard.common.errors import UsageError
from streamboard.run import recordings
from streamboard.run.archive import tags
from streamboard.run.archive.digest import Digest, digest
from streamboard.run.archive.filters import Matches
from streamboard.run.archive.index import runs_in, usual_path
from streamboard.run.packed import stem_of
from streamboard.safety.paths import in_time, is_file, is_there, shown


class KeptRun(NamedTuple):
    """A run on the shelf."""

    number: int
    """Its place among all of them, the latest being 1."""
    run: Digest
    tags: Sequence[str] = ()


def all_runs(patience_s: float | None = None) -> list[KeptRun]:
    """The runs in the user's folder, the latest first.

    Args:
        patience_s: How long the folder's disk or network may take to answer at all; None for the usual time.

    Raises:
        OSError: The folder cannot be read or does not answer, or there is none.
    """
    folder = recordings.folder()
    tagged = in_time(folder, lambda: tags.read(folder), patience_s)
    runs = runs_in(folder, _index(patience_s))
    return [KeptRun(number, run, tagged.get(run.file.name, ())) for number, run in enumerate(runs, 1)]


def _index(patience_s: float | None) -> Path | None:
    """Where the index is; None where there is no folder for it, or none that answers."""
    with suppress(OSError):
        index = usual_path()
        in_time(index, lambda: is_there(index), patience_s)
        return index
    return None


def wanted(kept: Iterable[KeptRun], matches: Matches) -> list[KeptRun]:
    """The runs that meet a filter."""
    return [each for each in kept if matches(each.run, each.tags)]


def chosen(word: str, kept: Sequence[KeptRun]) -> KeptRun:
    """The run that a word means: its number, a path, the name of its file or the beginning of that.

    Raises:
        UsageError: It means none, or several.
    """
    number = word.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 7:
        if 0 < int(number) <= len(kept):
            return kept[int(number) - 1]
        raise UsageError(f"There is no run {number}.", "`streamboard runs` lists them with their numbers.")
    exact = [each for each in kept if word in (stem_of(each.run.file), each.run.file.name)]
    found = exact or [each for each in kept if stem_of(each.run.file).startswith(word)]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        names = ", ".join(shown(stem_of(each.run.file)) for each in found[:3])
        raise UsageError(f"{len(found)} runs begin with {shown(word)}: {names}.", "Write more of the name.")
    if is_file(Path(word)):
        return KeptRun(0, digest(Path(word)))
    raise UsageError(f"There is no run {shown(word)}.", "`streamboard runs` lists them with their numbers.")


def superfluous(
    kept: Sequence[KeptRun],
    *,
    before: datetime | None = None,
    to_size: int | None = None,
    tagged: bool = False,
) -> list[KeptRun]:
    """The runs to remove so that none is too old and all together are not too large, the oldest first.

    Args:
        kept: All runs, the latest first.
        before: Older ones go; None for no bound.
        to_size: Bytes that all may have together: the oldest go until they do; None for no bound.
        tagged: Runs with tags may go, too.
    """
    total = sum(each.run.size for each in kept)
    gone: list[KeptRun] = []
    for each in reversed(kept):
        if each.tags and not tagged:
            continue
        if (before is not None and each.run.began < before) or (to_size is not None and total > to_size):
            gone.append(each)
            total -= each.run.size
    return gone


def remove(gone: Sequence[KeptRun]) -> list[str]:
    """Delete the files of runs and their tags; returns why any stayed, a sentence each."""
    problems, removed = [], []
    for each in gone:
        try:
            each.run.file.unlink(missing_ok=True)
        except OSError as error:
            problems.append(f"{shown(each.run.path)} stays: {error.strerror}.")
        else:
            removed.append(each.run.file)
    for folder in dict.fromkeys(path.parent for path in removed):
        with suppress(OSError):
            tags.forget(folder, [path.name for path in removed if path.parent == folder])
    return problems
