"""Options shared by several commands, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from streamboard.cli.comparing_options import gate_options
from streamboard.cli.together import together
from streamboard.common.errors import StreamboardError, UsageError
from streamboard.report.say import say
from streamboard.safety.paths import expanded, in_time, is_file, shown, why
from streamboard.settings.config import VARIABLE, Config
from streamboard.settings.config import load as load_settings
from streamboard.settings.on_screen import THEMES, OnScreen
from streamboard.tui.views.catalogue import VIEW_NAMES

if TYPE_CHECKING:
    from streamboard.documents.findings import Finding
    from streamboard.promptset import Overrides, PromptSet
    from streamboard.run.plan import RunPlan
    from streamboard.settings.memory import Habits

MAX_TOKENS = "The longest answer, in tokens. 1024 unless set."
_OF_LIVE_RUNS = (
    *("endpoint", "models", "url", "key_env", "max_tokens", "concurrency", "settings"),
    *("record", "no_record", "wire", "gguf"),
)


def _read(context: click.Context, _parameter: click.Parameter, named: Path | None) -> Config:
    try:
        config = load_settings(named, ON_SCREEN)
    except StreamboardError as mistakes:
        if context.command.name != "config":
            raise
        context.obj, config = mistakes, Config(named)
    if config.problem:
        say(f"streamboard: {config.problem}")
    context.default_map = config.options()
    return config


settings_option = click.option(
    "--config",
    type=Path,
    metavar="FILE",
    envvar=VARIABLE,
    is_eager=True,  # Read first, as it sets the other options' defaults.
    callback=_read,
    help="Your settings file; `streamboard config` shows the usual place.",
)
"""The file's settings become the defaults of other options."""

run_options = together(
    click.option("--record", type=Path, metavar="PATH", help="Where the run file goes."),
    click.option("--no-record", is_flag=True, help="Keep no run file."),
    click.option(
        "--wire/--no-wire",
        default=None,
        help="Record the bytes of each event and the headers, too, for the event log.",
    ),
    click.option("--gguf", metavar="FILE", help="Weights for the local model."),
    settings_option,
)

common_options = together(
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
    click.option("--url", metavar="URL", help="The server that answers: up to but without /v1/messages."),
    click.option(
        "--key-env",
        metavar="NAME",
        help="The environment variable with the key for --url; no key is sent unless set.",
    ),
    click.option("-n", "--max-tokens", type=int, metavar="N", help=MAX_TOKENS),
    click.option("--concurrency", type=int, metavar="N", help="The most streams in flight."),
    click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help="Override a setting, e.g. max_tokens=100.",
    ),
    gate_options,
    run_options,
)

look_options = together(
    click.option("--theme", type=click.Choice(THEMES), help="How the board is coloured."),
    click.option("--view", type=click.Choice(VIEW_NAMES), help="The view that the board begins with."),
)

plain_option = click.option(
    "--plain/--no-plain", help="No board: whole sentences, one a line, for screen readers."
)

repeat_option = click.option(
    "--repeat",
    type=int,
    metavar="N",
    help="Run the whole set N times, one round after the other; the figures count them as repetitions.",
)


def habits_of(options: Mapping[str, Any], prompt_set: Path | str | None) -> Habits:
    """`prompt_set` is what the look is remembered for, as in `memory.file_of`; None remembers nothing."""
    from streamboard.settings.memory import Habits, file_of

    try:
        kept_in = file_of(prompt_set) if prompt_set is not None else None
    except OSError:
        kept_in = None
    return Habits.of(options["config"], kept_in, theme=options["theme"], view=options["view"])


def plan_of(source: Path | PromptSet, options: Mapping[str, Any]) -> RunPlan:
    from streamboard.promptset import expand, load

    if isinstance(source, Path) and is_run_file(source):
        at = shown(source)
        raise UsageError(f"{at} is a recorded run.", f"`streamboard replay {at}` shows it.")
    overrides = _overrides(options)
    check_weights(options["gguf"])
    plan = load(source, overrides) if isinstance(source, Path) else expand(source, overrides)
    if not options.get("quiet"):
        for doubt in plan.doubts:
            say(f"warning: {doubt}")
    return with_wire(plan, options)


def _overrides(options: Mapping[str, Any]) -> Overrides:
    from streamboard.promptset import Overrides

    settings = {}
    for setting in options["settings"]:
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(
                f"--set {setting} has no value.", "Write --set KEY=VALUE, as in --set max_tokens=100."
            )
        settings[key.strip()] = value
    # A server of the command line wins over an endpoint of the settings.
    elsewhere = options["url"] is not None and not given("endpoint")
    return Overrides(
        None if elsewhere else options["endpoint"],
        options["models"],
        options["concurrency"],
        settings,
        options["gates"],
        url=options["url"],
        key_env=options["key_env"],
        max_tokens=options["max_tokens"],
        repeat=options.get("repeat"),
    )


def with_wire(plan: RunPlan, options: Mapping[str, Any]) -> RunPlan:
    wire = options.get("wire")
    return plan if wire is None else plan.with_wire(wire)


def is_run_file(file: Path) -> bool:
    """Whether a file is named or begins like a run file, or like one of another tool."""
    return in_time(file, lambda: is_file(file) and _is_run(file))  # Opening a pipe would block.


def _is_run(file: Path) -> bool:
    from streamboard.run.packed import ENDINGS
    from streamboard.run.reader import LOOKED_AT, begins_as_run

    if file.name.endswith(ENDINGS):  # Its reader reports it better.
        return True
    try:
        with file.open("rb") as opened:
            return begins_as_run(opened.read(LOOKED_AT))
    except OSError:
        return False


def refuse_options_of_runs(file: Path) -> None:
    for name in _OF_LIVE_RUNS:
        if given(name):
            option = next(one for one in click.get_current_context().command.params if one.name == name)
            what = f"{shown(file)} is a recorded run, which takes no {option.opts[0]}."
            raise UsageError(what, "`streamboard replay --help` lists what it takes.")


def check_weights(gguf: str | None) -> None:
    if gguf is not None and not in_time(gguf, partial(is_file, expanded(gguf))):
        from streamboard.endpoints.local import NAME_WEIGHTS

        raise UsageError(f"There is no file {shown(gguf)}.", NAME_WEIGHTS)


def record_of(plan: RunPlan, options: Mapping[str, Any]) -> Path | None:
    """Return the run file to write; None for none, or if there is no place for it, which is said.

    A generated name is reserved; `recording_paths.release` removes it if nothing was written.
    """
    from streamboard.run import recording_paths

    if options["record"] is not None and options["no_record"] and given("no_record"):
        raise UsageError("--record and --no-record exclude each other.")
    if options["record"] is not None:
        return recording_paths.checked(options["record"])
    if options["no_record"]:
        return None
    try:
        return recording_paths.reserve(plan.title, datetime.now())
    except OSError as error:
        say(f"streamboard: this run is not recorded: {why(error)}; `--record PATH` records it elsewhere")
        return None


def given(name: str) -> bool:
    """Whether an option is from the command line, not from the settings."""
    source = click.get_current_context().get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE


def keys_in_force(own: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield id, keys and description of each action whose keys can be changed."""
    from streamboard.cli.key_check import in_force, remappable
    from streamboard.tui.keys.key_names import shown

    for each in in_force(own, remappable()):
        yield each.id, " ".join(map(shown, each.keys)), each.words


def check_keys(wanted: Mapping[str, str]) -> Iterable[Finding]:
    # For users with keys of their own only: the bindings import the whole screen.
    from streamboard.cli.key_check import check, remappable

    return check(wanted, remappable())


ON_SCREEN = OnScreen(VIEW_NAMES, check_keys)
