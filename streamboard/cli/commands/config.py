"""`streamboard config`: where the user's settings are, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from streamboard.cli.options import keys_in_force, settings_option
from streamboard.cli.output import print_schema
from streamboard.common.errors import StreamboardError, UsageError
from streamboard.report.say import say
from streamboard.safety.paths import shown
from streamboard.safety.sanitise import clean_line
from streamboard.settings.config import DEFAULTS, SETTINGS, Config, usual_path, write_sample
from streamboard.settings.memory import folder
from streamboard.tui.views.catalogue import VIEW_NAMES


@click.command()
@settings_option
@click.option("--init", is_flag=True, help="Write a file with every setting commented out.")
@click.option("--keys", "names", is_flag=True, help="List the actions whose keys can be changed.")
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of settings, for editors.")
@click.pass_obj
def config(
    mistakes: StreamboardError | None, config: Config, init: bool, names: bool, as_schema: bool
) -> int:
    """Show where your settings are and what they say."""
    if as_schema:
        from streamboard.settings.schema import json_schema

        print_schema(json_schema(VIEW_NAMES))
        return 0
    if mistakes is not None and not (names or init):  # `--init` writes no file that exists.
        raise mistakes
    lines: Iterable[str]
    if init:
        try:
            path = config.path or usual_path()
        except OSError as error:
            raise UsageError(f"Nothing is written: {error.strerror}.", "Name a file with --config.") from None
        write_sample(path, VIEW_NAMES)
        lines = [f"Written: {shown(path)}"]
    elif names:
        if mistakes is not None:
            say(f"{mistakes}\nThese are the built-in keys.")
        lines = _names_of_keys(keys_in_force(config.keys))
    else:
        lines = _in_force(config)
    click.echo("\n".join(lines))
    return 0


def _in_force(config: Config) -> Iterator[str]:
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
    for each in SETTINGS:
        yield _line(each.name, getattr(config, each.name), each.built_in)
    for each in DEFAULTS:
        if (value := config.defaults.get(each.name)) is not None:
            yield _line(f"defaults.{each.name}", ", ".join(value) if isinstance(value, list) else value, "")
    for name, keys in config.keys.items():
        yield _line(f"keys.{name}", keys, "")


def _names_of_keys(bound: Iterable[tuple[str, str, str]]) -> Iterator[str]:
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
