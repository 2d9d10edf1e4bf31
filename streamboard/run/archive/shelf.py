"""The runs in the user's folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from streamboard.common.errors import UsageError
from streamboard.run import recording_paths
from streamboard.run.archive import tags
from streamboard.run.archive.digest import Digest, digest
from streamboard.run.archive.filters import Matches
from streamboard.run.archive.index import runs_in, usual_path
from streamboard.run.packed import stem_of
from streamboard.safety.paths import in_time, is_file, is_there, shown


class KeptRun(NamedTuple):
    number: int
    """From 1, the latest; 0 for another file."""
    run: Digest
    tags: Sequence[str] = ()


def all_runs(patience_s: float | None = None) -> list[KeptRun]:
    """Return the user's runs, latest first.

    Raises:
        OSError: The folder does not answer within `patience_s`, or cannot be read.
    """
    folder = recording_paths.folder()
    tagged = in_time(folder, lambda: tags.read(folder), patience_s)
    runs = runs_in(folder, _index(patience_s))
    return [KeptRun(number, run, tagged.get(run.file.name, ())) for number, run in enumerate(runs, 1)]


def _index(patience_s: float | None) -> Path | None:
    with suppress(OSError):
        index = usual_path()
        in_time(index, lambda: is_there(index), patience_s)
        return index
    return None


def wanted(kept: Iterable[KeptRun], matches: Matches) -> list[KeptRun]:
    return [each for each in kept if matches(each.run, each.tags)]


def chosen(word: str, kept: Sequence[KeptRun]) -> KeptRun:
    """Find a run by number, path, file name or its beginning.

    Raises:
        UsageError: None matches, or several.
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
    """Return what to prune by age and total bytes, oldest first; `kept` begins with the latest."""
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
    """Delete runs and their tags; return a sentence for each that stays."""
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
