"""The user's own file of settings: theme, view, keys, and defaults for the command line.

Everything in it is optional, and so is the file. Where there is none, nothing heavy is imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from streamboard import private_files
from streamboard.bounds import CONCURRENCY, PACE, SPEED, Bounds
from streamboard.errors import UsageError

if TYPE_CHECKING:
    from streamboard.documents.document import Document
    from streamboard.documents.findings import Finding

THEMES = ("dark", "light", "contrast", "contrast-light", "no-colour")
"""The first is the built-in one."""
VARIABLE = "STREAMBOARD_CONFIG"
"""The environment variable that may name another file."""

KeyCheck = Callable[[Mapping[str, str]], Iterable["Finding"]]
"""Says what is wrong with keys by the ids of what they do; the paths begin with `keys`."""


class OnScreen(NamedTuple):
    """What settings may name that only the screen knows."""

    views: Sequence[str]
    check_keys: KeyCheck


def sample(views: Sequence[str]) -> str:
    """A file with every setting commented out."""
    return f"""\
# Settings of streamboard. Every line is optional; remove the # of those you want.
# docs/config.md describes them all; `streamboard config` shows what is in force.

# theme: dark              # {", ".join(THEMES)}
# view: panes              # {", ".join(views)}
# pace: 60                 # characters a second at which answers appear

# keys:                    # `streamboard config --keys` lists the names
#   board.stop: ctrl+x
#   board.follow: end,F

# defaults:                # as if given on the command line, where it says nothing else
#   endpoint: sim
#   models: [claude-haiku-5-5]
#   concurrency: 8
#   record: false          # keep no run file unless --record names one
#   plain: true            # whole sentences in place of the board
"""


@dataclass(frozen=True)
class Config:
    """What the file says. None, and an empty mapping, leave it to what is built in."""

    path: Path | None = None
    """The file it was read from; None where there is none."""
    theme: str | None = None
    view: str | None = None
    pace: float | None = None
    """Characters a second."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys, with commas between, by the id of what they do: `board.stop`."""
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """The defaults, by the names of the command line's parameters."""
        found = dict(self.defaults)
        if "record" in found:
            found["no_record"] = not found.pop("record")
        if self.pace is not None:
            found["pace"] = self.pace
        return found


NO_CONFIG = Config()


def write_sample(path: Path, views: Sequence[str]) -> None:
    """Write a sample where there is no file yet.

    Raises:
        UsageError: There is one already, or it cannot be written.
    """
    try:
        private_files.make_folder(path.parent)
        with os.fdopen(private_files.create(path), "w", encoding="utf-8") as file:
            file.write(sample(views))
    except FileExistsError:
        raise UsageError(f"{path} exists already.", "Open it in an editor; none is overwritten.") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from None


def usual_path() -> Path:
    """Where the file is, unless the user says otherwise; it need not be there."""
    import platformdirs

    return Path(platformdirs.user_config_dir("streamboard", appauthor=False)) / "config.yaml"


def load(named: Path | None, screen: OnScreen) -> Config:
    """Read the file that the user named, or else the usual one if it is there.

    Args:
        named: The file, which must be there; None for the usual one.
        screen: What it may name of the screen.

    Raises:
        MistakesError: It cannot be read, or says what cannot be; all mistakes at once, each with its place.
    """
    path = named or usual_path()
    if named is None and not path.exists():
        return NO_CONFIG
    # Only now: YAML takes as long to import as all the rest of the command line.
    from streamboard.documents.reading import text_of

    return parse(text_of(path), path, screen)


def parse(text: str, path: Path, screen: OnScreen) -> Config:
    """Read the text of a file.

    Raises:
        MistakesError: As `load`.
    """
    from streamboard.documents.findings import without_repetitions
    from streamboard.documents.mistakes import MistakesError
    from streamboard.documents.reading import document_of

    if all(line.lstrip("\ufeff ").startswith("#") or not line.strip() for line in text.splitlines()):
        return Config(path)
    document = document_of(text, str(path))
    findings = [*document.findings, *_check(document, screen)]
    if findings:
        found = [document.mistake(finding) for finding in without_repetitions(findings)]
        raise MistakesError(sorted(found, key=lambda mistake: (mistake.line or 0, mistake.column or 0)))
    data = document.data
    return Config(
        path,
        data.get("theme"),
        data.get("view"),
        data.get("pace"),
        data.get("keys") or {},
        data.get("defaults") or {},
    )


def _check(document: Document, screen: OnScreen) -> Iterator[Finding]:
    from streamboard.documents.findings import Finding

    data = document.data
    if not isinstance(data, dict):
        yield Finding((), "is no mapping", "write settings as `theme: light`, one a line")
        return
    yield from _check_mapping(data, (), _SETTINGS | {"view": _one_of(screen.views)})
    defaults, keys = data.get("defaults"), data.get("keys")
    if isinstance(defaults, dict):
        yield from _check_mapping(defaults, ("defaults",), DEFAULTS)
    if isinstance(keys, dict):
        texts = {}
        for name, value in keys.items():
            if wrong := _text(value):
                yield Finding(("keys", name), *wrong)
            else:
                texts[name] = value
        if texts:
            yield from screen.check_keys(texts)


_Check = Callable[[object], tuple[str, str] | None]
"""What is wrong with a value, and what to do about it."""


def _check_mapping(data: Mapping[str, object], above: tuple[str, ...], known: Mapping[str, _Check]) -> Any:
    from streamboard.documents.findings import Finding, did_you_mean

    for name, value in data.items():
        if name not in known:
            yield Finding((*above, name), "is no setting", did_you_mean(name, known), on_key=True)
        elif wrong := known[name](value):
            yield Finding((*above, name), *wrong)


def _text(value: object) -> tuple[str, str] | None:
    if isinstance(value, str) and value.strip():
        return None
    return "is no text", "put it in quotes" if value not in (None, "") else "name it, or remove the line"


def _mapping(value: object) -> tuple[str, str] | None:
    if value is None or isinstance(value, dict):
        return None
    return "is no mapping", "write `name: value` lines below it"


def _flag(value: object) -> tuple[str, str] | None:
    return None if isinstance(value, bool) else ("is neither true nor false", "write `true` or `false`")


def _number(bounds: Bounds, *, whole: bool = False) -> _Check:
    def check(value: object) -> tuple[str, str] | None:
        kind = int if whole else (int, float)
        if isinstance(value, kind) and not isinstance(value, bool) and value in bounds:
            return None
        return "is out of range", f"a {'whole ' if whole else ''}number {bounds}"

    return check


def _one_of(names: Sequence[str]) -> _Check:
    def check(value: object) -> tuple[str, str] | None:
        from streamboard.documents.findings import did_you_mean, quoted

        if value in names:
            return None
        return f"is {quoted(value)}, which is not known", did_you_mean(str(value), names)

    return check


def _texts(value: object) -> tuple[str, str] | None:
    if isinstance(value, list) and value and not any(map(_text, value)):
        return None
    return "is no list of names", "write it as `[one, another]`"


_SETTINGS: dict[str, _Check] = {
    "theme": _one_of(THEMES),
    "pace": _number(PACE),
    "keys": _mapping,
    "defaults": _mapping,
}
"""All but the view: which there are, the screen knows."""
DEFAULTS: dict[str, _Check] = {
    "endpoint": _text,
    "models": _texts,
    "concurrency": _number(CONCURRENCY, whole=True),
    "record": _flag,
    "plain": _flag,
    "gguf": _text,
    "speed": _number(SPEED),
}
"""What can be a default of the command line."""
