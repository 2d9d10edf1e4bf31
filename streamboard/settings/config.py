"""The settings file; if there is none, nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from streamboard.common.errors import UsageError
from streamboard.safety import private_files
from streamboard.safety.paths import in_time, shown, user_folder, why
from streamboard.settings.on_screen import THEMES, OnScreen

_PATIENCE_S = 5.0
VARIABLE = "STREAMBOARD_CONFIG"


class Setting(NamedTuple):
    name: str
    example: str
    about: str = ""
    """`{views}` stands for the names of the views."""
    built_in: str = ""
    """What `streamboard config` shows if it is not set."""


SETTINGS = (
    Setting("theme", "dark", ", ".join(THEMES), THEMES[0]),
    Setting("view", "panes", "{views}", "what fits"),
    Setting("pace", "60", "characters a second at which answers appear", "as it comes"),
)
"""All but `keys` and `defaults`; each is a field of `Config`."""
DEFAULTS = (
    Setting("endpoint", "sim"),
    Setting("models", "[claude-haiku-5-5]"),
    Setting("concurrency", "8"),
    Setting("record", "false", "keep no run file unless --record names one"),
    Setting("wire", "true", "record what came on the wire, byte by byte"),
    Setting("plain", "true", "whole sentences in place of the board"),
    Setting("gguf", "small.gguf", "the weights of the local model"),
    Setting("speed", "2", "of a replay; 1 is as recorded"),
)


def sample(views: Sequence[str]) -> str:
    of_board = "\n".join(_line(each, views) for each in SETTINGS)
    of_commands = "\n".join(_line(each, views, "  ") for each in DEFAULTS)
    return f"""\
# Settings of streamboard. Every line is optional; remove the # of those you want.
# docs/config.md describes them all; `streamboard config` shows what is in force.

{of_board}

# keys:                    # `streamboard config --keys` lists the names
#   board.stop: ctrl+x
#   board.follow: end,F

# defaults:                # as if given on the command line, where it says nothing else
{of_commands}
"""


def _line(setting: Setting, views: Sequence[str], indent: str = "") -> str:
    line = f"# {indent}{setting.name}: {setting.example}"
    return f"{line:<26} # {setting.about.format(views=', '.join(views))}" if setting.about else line


@dataclass(frozen=True)
class Config:
    """None and empty mappings mean the built-in values."""

    path: Path | None = None
    """None if no file was read."""
    theme: str | None = None
    view: str | None = None
    pace: float | None = None
    """Characters per second."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Comma-separated keys by action id (`board.stop`)."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    """Why the file could not be looked at; empty if it is missing."""

    def options(self) -> dict[str, Any]:
        """Defaults and pace by the command line's parameter names."""
        found = dict(self.defaults)
        if "record" in found:
            found["no_record"] = not found.pop("record")
        if self.pace is not None:
            found["pace"] = self.pace
        return found


NO_CONFIG = Config()


def write_sample(path: Path, views: Sequence[str]) -> None:
    try:
        private_files.make_folder(path.parent)
        private_files.write(path, sample(views))
    except FileExistsError:
        raise UsageError(
            f"{shown(path)} exists already.", "Open it in an editor; it is never overwritten."
        ) from None
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be written: {error.strerror}.") from None


def usual_path() -> Path:
    return user_folder("config") / "config.yaml"


def load(named: Path | None, screen: OnScreen) -> Config:
    """Read the named file, which must exist, or the usual one, which need not.

    Raises:
        MistakesError: All mistakes, or why the file cannot be read.
    """
    if named is None:
        try:
            named = usual_path()
            in_time(named, named.stat, _PATIENCE_S)
        except (FileNotFoundError, NotADirectoryError):
            return NO_CONFIG
        except OSError as error:
            return Config(problem=f"your settings are not read: {why(error)}")
    # YAML takes as long to import as the rest of the command line.
    from streamboard.documents.reading import text_of

    return parse(text_of(named), named, screen)


def parse(text: str, path: Path, screen: OnScreen) -> Config:
    from streamboard.documents.reading import read
    from streamboard.settings.schema import KIND, checked

    if all(line.lstrip("\ufeff ").startswith("#") or not line.strip() for line in text.splitlines()):
        return Config(path)
    settings = _without_none(checked(read(text, str(path), KIND), screen).data())
    return Config(path, **settings)


def _without_none(settings: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _without_none(value) if isinstance(value, dict) else value
        for key, value in settings.items()
        if value is not None
    }
