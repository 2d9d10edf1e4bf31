"""The user's settings, in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streamboard.safety.paths import shown
from streamboard.safety.sanitise import clean_line
from streamboard.settings.config import Config, usual_path
from streamboard.settings.memory import folder
from streamboard.settings.screen import THEMES


def in_force(config: Config) -> Iterator[str]:
    """The settings that are in force, and where they come from."""
    if config.path is not None:
        yield f"Settings are read from {shown(config.path)}"
    elif not config.problem:
        yield f"There is no file of settings; it would be {shown(usual_path())}"
        yield "`streamboard config --init` writes one with every line commented out."
    try:
        yield f"The look of each prompt set is remembered in {shown(folder())}"
    except OSError as error:
        yield f"The look of a prompt set is not remembered: {error.strerror}"
    yield ""
    yield _line("theme", config.theme, THEMES[0])
    yield _line("view", config.view, "what fits")
    yield _line("pace", config.pace, "as it comes")
    for name, value in config.defaults.items():
        yield _line(f"defaults.{name}", ", ".join(value) if isinstance(value, list) else value, "")
    for name, keys in config.keys.items():
        yield _line(f"keys.{name}", keys, "")


def names_of_keys(bound: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """All that can have other keys.

    Args:
        bound: The name, the keys and the words of each.
    """
    for name, keys, words in bound:
        yield f"{name:<30} {keys:<18} {words}"


def _line(name: str, value: object, built_in: str) -> str:
    if value is None:
        return f"{name:<24} {built_in} (built in)"
    shown = (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:.15g}"
        if isinstance(value, float)
        else str(value)
    )
    return f"{clean_line(name):<24} {clean_line(shown)}"
