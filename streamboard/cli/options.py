"""Options that several commands share, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from streamboard.common.bounds import PACE
from streamboard.common.errors import StreamboardError, UsageError
from streamboard.report.ways.catalogue import WAYS
from streamboard.settings.config import NO_CONFIG, VARIABLE, Config
from streamboard.settings.config import load as load_settings
from streamboard.settings.screen import THEMES, OnScreen
from streamboard.tui.views import VIEW_NAMES

if TYPE_CHECKING:
    from streamboard.documents.findings import Finding
    from streamboard.run.plan import RunPlan
    from streamboard.settings.memory import Habits

_Command = TypeVar("_Command", bound=Callable[..., Any])


def common_options(command: _Command) -> _Command:
    """The options of every command that runs a prompt set."""
    options = [
        click.option(
            "--endpoint",
            metavar="NAME",
            help="Who answers: auto, anthropic, local, sim, or one of the set's.",
        ),
        click.option(
            "--model",
            "models",
            multiple=True,
            metavar="NAME",
            help="Add a model; can be given several times.",
        ),
        click.option("--concurrency", type=int, metavar="N", help="At most so many streams in flight."),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="KEY=VALUE",
            help="Override a setting, e.g. max_tokens=100.",
        ),
        run_options,
    ]
    return _with(options, command)


def run_options(command: _Command) -> _Command:
    """The options of every command that runs anything."""
    options = [
        click.option(
            "--record", type=click.Path(path_type=Path), metavar="PATH", help="Where the run file goes."
        ),
        click.option("--no-record", is_flag=True, help="Keep no run file."),
        click.option("--gguf", metavar="FILE", help="Weights for the local model."),
        settings_option,
    ]
    return _with(options, command)


def _with(options: Sequence[Callable[[_Command], _Command]], command: _Command) -> _Command:
    """A command with options, the first of them the first in its help."""
    for option in reversed(options):
        command = option(command)
    return command


def _pace(_ctx: click.Context, _param: click.Parameter, value: str) -> float | None:
    """Characters a second; None for `off`."""
    if value == "off":
        return None
    try:
        pace = float(value)
    except ValueError:
        pace = 0.0
    if pace not in PACE:
        raise click.BadParameter(f"{value} is neither a number of characters a second {PACE} nor `off`.")
    return pace


def pace_option(command: _Command) -> _Command:
    """The option of every command that shows texts on the board."""
    return click.option(
        "--pace",
        default="off",
        callback=_pace,
        metavar="N|off",
        help="Type texts out, at most N characters a second; the figures stay as measured.",
    )(command)


def settings_option(command: _Command) -> _Command:
    """`--config FILE`: what the file says is the default of the other options."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        envvar=VARIABLE,
        is_eager=True,  # Before the others, whose defaults it holds.
        callback=_read,
        help="Your settings; `streamboard config` says where they are else.",
    )(command)


def look_options(command: _Command) -> _Command:
    """`--theme` and `--view`."""
    theme = click.option("--theme", type=click.Choice(THEMES), help="How the board is coloured.")
    view = click.option("--view", type=click.Choice(VIEW_NAMES), help="The view that the board begins with.")
    return theme(view(command))


def plain_option(command: _Command) -> _Command:
    """`--plain`."""
    return click.option(
        "--plain/--no-plain", help="No board: whole sentences, one a line, for screen readers."
    )(command)


def way_options(command: _Command) -> _Command:
    """An option for each way to tell a run that has one."""
    for way in reversed(WAYS):
        if way.option:
            command = click.option(way.option, "way", flag_value=way.name, help=way.help)(command)
    return command


def habits_of(options: Mapping[str, Any], prompt_set: Path | str | None) -> Habits:
    """How a board begins.

    Args:
        options: Those of the command line: `config`, `theme`, `view`.
        prompt_set: What it is remembered for; None remembers nothing.
    """
    from streamboard.settings.memory import Habits, file_of

    kept_in = file_of(prompt_set) if prompt_set is not None else None
    return Habits.of(options["config"], kept_in, theme=options["theme"], view=options["view"])


def plan_of(file: Path, options: Mapping[str, Any]) -> RunPlan:
    """The plan of a prompt set, with what the command line says over it.

    Raises:
        StreamboardError: The set or the command line has mistakes.
    """
    from streamboard.promptset import Overrides, load

    settings = {}
    for setting in options["settings"]:
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(
                f"--set {setting} has no value.", "Write --set KEY=VALUE, as in --set max_tokens=100."
            )
        settings[key.strip()] = value
    check_weights(options["gguf"])
    overrides = Overrides(options["endpoint"], tuple(options["models"]), options["concurrency"], settings)
    return load(file, overrides)


def check_weights(gguf: str | None) -> None:
    """Have weights that were named be there.

    Raises:
        UsageError: They are not.
    """
    if gguf is not None and not Path(gguf).expanduser().is_file():
        raise UsageError(f"There is no file {gguf}.", "Name a GGUF file with --gguf.")


def record_of(plan: RunPlan, options: Mapping[str, Any]) -> Path | None:
    """Where the run file of a plan goes; None if none is kept.

    Raises:
        UsageError: It cannot go there.
    """
    from streamboard.run import recordings

    if options["record"] is not None and options["no_record"] and given("no_record"):
        raise UsageError("--record and --no-record exclude each other.")
    if options["record"] is not None:
        return recordings.checked(options["record"])
    return None if options["no_record"] else recordings.new_path(plan.title, datetime.now())


def given(name: str) -> bool:
    """Whether the command line itself says this, and not the file of settings."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def _read(context: click.Context, _parameter: click.Parameter, named: Path | None) -> Config:
    try:
        config = load_settings(named, ON_SCREEN)
    except StreamboardError as mistakes:
        if context.command.name != "config":
            raise
        context.obj, config = mistakes, NO_CONFIG
    context.default_map = config.options()
    return config


def keys_in_force(own: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The name, the keys and the words of all that can have other keys."""
    from streamboard.tui.keys.keymap import shown
    from streamboard.tui.screens.keycheck import in_force, remappable

    for each in in_force(own, remappable()):
        yield each.id, " ".join(map(shown, each.keys)), each.words


def check_keys(wanted: Mapping[str, str]) -> Iterable[Finding]:
    """What is wrong with keys, as the board knows them."""
    # Only for who has keys of their own: it takes the whole screen to know all bindings.
    from streamboard.tui.screens.keycheck import check, remappable

    return check(wanted, remappable())


ON_SCREEN = OnScreen(VIEW_NAMES, check_keys)
