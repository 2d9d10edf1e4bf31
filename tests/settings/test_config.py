"""The file of settings: what it may say, and every mistake in it at once with its place."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from streamboard.cli.main import USAGE_EXIT, cli
from streamboard.cli.options import ON_SCREEN
from streamboard.common.errors import DocumentError, StreamboardError, UsageError
from streamboard.documents.mistakes import MistakesError
from streamboard.settings import config
from streamboard.settings.config import DEFAULTS, SETTINGS, Config, sample
from streamboard.settings.on_screen import THEMES
from streamboard.settings.schema import Defaults, Settings, json_schema
from streamboard.tui.draw.themes import all_themes, full_name
from streamboard.tui.views.catalogue import VIEW_BY_NAME, VIEW_NAMES
from tests.support.commands import GOOD, recordings, streamboard, write

PATH = Path("config.yaml")

WHOLE = """\
theme: light
view: race
pace: 60
keys:
  board.stop: ctrl+x
  board.follow: end,F
defaults:
  endpoint: sim
  models: [one, two]
  concurrency: 3
  record: false
"""

MISTAKEN = """\
them: light
view: grid
pace: fast
keys:
  board.stopp: ctrl+x
  board.zoom: r
  board.log: ctlr+e
  board.pause: ctrl+c
  board.again: [r]
defaults:
  endpoint: 5
  record: maybe
  concurency: 3
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(MistakesError) as caught:
        config.parse(text, PATH, ON_SCREEN)
    return [str(mistake).partition("\n")[0] for mistake in caught.value.mistakes]


def test_a_whole_file() -> None:
    read = config.parse(WHOLE, PATH, ON_SCREEN)
    assert read == Config(
        PATH,
        "light",
        "race",
        60,
        {"board.stop": "ctrl+x", "board.follow": "end,F"},
        {"endpoint": "sim", "models": ["one", "two"], "concurrency": 3, "record": False},
    )
    assert read.options() == {
        "endpoint": "sim",
        "models": ["one", "two"],
        "concurrency": 3,
        "no_record": True,
        "pace": 60,
    }


def test_every_mistake_is_said_at_once_with_its_place() -> None:
    assert mistakes(MISTAKEN) == [
        "config.yaml:1:1: them: is not a key here; did you mean `theme`?",
        "config.yaml:2:7: view: `grid` is not known here; known here: panes, lanes, race, table, "
        "events, compare, matrix",
        "config.yaml:3:7: pace: should be a number, not text",
        "config.yaml:5:3: keys.board.stopp: is nothing that a key can do; did you mean `board.stop`?",
        "config.yaml:6:15: keys.board.zoom: takes `r`, which is the key of `board.again` "
        "(Run this stream again); choose another key, or give `board.again` one",
        "config.yaml:7:14: keys.board.log: names `ctlr+e`, which is not a key; did you mean `ctrl`?",
        "config.yaml:8:16: keys.board.pause: takes `ctrl+c`, which is always interrupt; choose another key",
        "config.yaml:9:16: keys.board.again: should be text, not a list; put it in quotes",
        "config.yaml:11:13: defaults.endpoint: should be text, but YAML reads `5` as a number; "
        'put it in quotes: "5"',
        "config.yaml:12:11: defaults.record: should be true or false, not text; write `true` or `false`",
        "config.yaml:13:3: defaults.concurency: is not a key here; did you mean `concurrency`?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pace: 100001", "1:7: pace: should be at most 100,000"),
        ("defaults: {concurrency: 1001}", "1:25: defaults.concurrency: should be at most 1,000"),
        ("defaults: {concurrency: 1.5}", "1:25: defaults.concurrency: should be a whole number, not 1.5"),
        ("defaults: {speed: 0}", "1:19: defaults.speed: should be at least 0.01"),
        ("theme: drak", "1:8: theme: `drak` is not known here; did you mean `dark`?"),
        ("defaults: {models: []}", "1:20: defaults.models: is an empty list; give it at least one entry"),
        ("theme: dark\ntheme: light", "2:1: theme: is given twice, first on line 1; keep one of the two"),
        ("defaults: {endpoint: sim, api_key: x}", "1:27: defaults.api_key: names a secret"),
    ],
)
def test_a_mistake_is_told_as_in_a_prompt_set(text: str, said: str) -> None:
    (mistake,) = mistakes(text)
    assert mistake.startswith(f"config.yaml:{said}")


def test_keys_that_change_places_do_not_clash() -> None:
    read = config.parse("keys: {board.stop: r, board.again: x}", PATH, ON_SCREEN)
    assert dict(read.keys) == {"board.stop": "r", "board.again": "x"}


def test_two_of_the_file_that_take_one_key_clash_once() -> None:
    (mistake,) = mistakes("keys:\n  board.stop: f5\n  board.again: f5\n")
    assert "takes `f5`" in mistake


@pytest.mark.parametrize("key", ["f12", "?", "ctrl+x", "Q", "comma", "shift+f3", "ß", "full_stop", "alt+up"])
def test_keys_that_there_are(key: str) -> None:
    wanted = f"keys: {{board.stop: '{key}', board.help: f11, board.clock_back: f9, board.clock_forward: f8}}"
    assert config.parse(wanted, PATH, ON_SCREEN).keys["board.stop"] == key


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", sample(VIEW_NAMES)])
def test_a_file_that_says_nothing_is_no_mistake(text: str) -> None:
    assert config.parse(text, PATH, ON_SCREEN) == Config(PATH)


def test_every_line_of_the_sample_is_right() -> None:
    lines = [line.removeprefix("# ") for line in sample(VIEW_NAMES).splitlines()[3:]]
    read = config.parse("\n".join(lines), PATH, ON_SCREEN)
    assert read.theme == "dark"
    assert set(read.keys) == {"board.stop", "board.follow"}


def test_every_setting_is_in_the_sample_and_the_command_shows_it(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in sample(VIEW_NAMES).splitlines()[3:]]
    (path := tmp_path / "all.yaml").write_text("\n".join(lines))
    told = yaml.safe_load(path.read_text())
    assert list(told) == [*Settings.types()]
    assert set(told["defaults"]) == set(Defaults.types())
    assert [each.name for each in SETTINGS] == [key for key in told if key not in ("keys", "defaults")]
    assert [each.name for each in DEFAULTS] == [*told["defaults"]]
    shown = {line.partition(" ")[0] for line in streamboard("config", "--config", path).stdout.splitlines()}
    wanted = {*told} - {"keys", "defaults"}
    for section in ("keys", "defaults"):
        wanted |= {f"{section}.{name}" for name in told[section]}
    assert wanted <= shown


@pytest.mark.parametrize("text", ["- a\n", "word", "theme: [", "a: &a [*a]\n", "theme: {{dark}}\n", "\x00"])
def test_what_is_no_mapping_or_no_yaml_has_a_place(text: str) -> None:
    assert all(line.startswith("config.yaml:1:") for line in mistakes(text))


def test_text_of_the_file_is_shown_clean() -> None:
    (mistake,) = mistakes('theme: "\\x1b]0;gone\\x07 \\u202e"\n')
    assert "\x1b" not in mistake
    assert "\u202e" not in mistake


def test_the_document_shows_a_right_file_and_names_every_theme() -> None:
    document = (Path(__file__).parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
    example = document.partition("```yaml\n")[2].partition("```")[0]
    read = config.parse(example, PATH, ON_SCREEN)
    assert set(read.defaults) == set(Defaults.types())
    assert all(f"| `{theme}` |" in document for theme in THEMES)


def test_the_names_are_those_of_the_board() -> None:
    assert set(VIEW_NAMES) < set(VIEW_BY_NAME)
    assert [theme.name for theme in all_themes()] == [full_name(name) for name in THEMES]


def test_no_file_is_no_config_and_loads_no_yaml(home: Path) -> None:
    assert config.load(None, ON_SCREEN) == config.NO_CONFIG
    code = (
        "import sys; from streamboard.cli import options; from streamboard.settings import config; "
        "config.load(None, options.ON_SCREEN); "
        "sys.exit(bool({'yaml', 'pydantic'} & {*sys.modules}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is not there"):
        config.load(tmp_path / "missing.yaml", ON_SCREEN)


def test_the_sample_is_private_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.yaml"
    config.write_sample(path, VIEW_NAMES)
    assert path.read_text() == sample(VIEW_NAMES)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UsageError, match="exists already"):
        config.write_sample(path, VIEW_NAMES)


def test_the_json_schema_takes_what_is_right_and_describes_every_key() -> None:
    schema = json_schema(VIEW_NAMES)
    for text in (WHOLE, "theme: null", "keys: null"):
        jsonschema.validate(yaml.safe_load(text), schema)
    for text in ("them: light", "view: grid", "pace: 0", "defaults: {concurency: 3}"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.safe_load(text), schema)
    for section in (schema, *schema["$defs"].values()):
        assert all(value["description"] for value in section["properties"].values())
    assert set(schema["properties"]) == {field.name for field in fields(Config)} - {"path", "problem"}


# -- as the command line meets it


def test_a_bad_file_stops_everything_before_it_starts(tmp_path: Path, home: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(MISTAKEN)
    for done in (
        streamboard("run", write(tmp_path, GOOD), "--config", bad),
        streamboard(write(tmp_path, GOOD), "--config", bad),
        streamboard("config", "--config", bad),
    ):
        assert done.returncode == USAGE_EXIT
        assert f"{bad}:1:1: them: is not a key here; did you mean `theme`?" in done.stderr
        assert done.stdout == ""
    assert recordings(home) == []


def test_defaults_hold_where_the_command_line_says_nothing(tmp_path: Path, home: Path) -> None:
    usual = home / "config" / "streamboard" / "config.yaml"
    usual.parent.mkdir(parents=True)
    usual.write_text("defaults: {record: false, models: [m1, m2], plain: true}\n")
    path = write(tmp_path, GOOD)
    done = streamboard("run", path)
    assert "The run is over: 4 of 4 streams completed" in done.stdout
    assert recordings(home) == []
    record = tmp_path / "run.jsonl"
    done = streamboard("run", path, "--model", "m3", "--no-plain", "--record", record)
    assert "2 of 2 completed" in done.stdout
    assert record.exists()
    assert streamboard("run", path, "--json").stdout.startswith('{"event":"run_started"')
    assert streamboard("run", path, "--json", "--plain").returncode == USAGE_EXIT


def test_a_recorded_run_is_told_in_sentences(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    streamboard("run", write(tmp_path, GOOD), "--record", record)
    done = streamboard("replay", record, "--plain")
    assert done.returncode == 0
    assert "The run is over: 2 of 2 streams completed" in done.stdout
    assert done.stdout.count(" began to answer after ") == 2


def test_the_command_says_where_it_is_and_what_is_in_force(home: Path, tmp_path: Path) -> None:
    usual = home / "config" / "streamboard" / "config.yaml"
    assert str(usual) in streamboard("config").stdout
    assert streamboard("config", "--init").returncode == 0
    assert usual.read_text() == sample(VIEW_NAMES)
    assert streamboard("config", "--init").returncode == USAGE_EXIT
    usual.write_text(WHOLE)
    shown = streamboard("config").stdout
    assert f"Settings are read from {usual}" in shown
    assert "keys.board.stop          ctrl+x" in shown
    listed = streamboard("config", "--keys").stdout
    assert "board.stop                     ctrl+x             Stop this stream" in listed
    other = tmp_path / "other.yaml"
    other.write_text("theme: contrast\n")
    assert (
        "theme                    contrast" in streamboard("config", env={config.VARIABLE: str(other)}).stdout
    )


def test_a_sample_is_written_to_the_file_that_is_named_and_never_over_another(tmp_path: Path) -> None:
    named = tmp_path / "new" / "mine.yaml"
    assert f"Written: {named}" in streamboard("config", "--init", "--config", named).stdout
    assert named.read_text() == sample(VIEW_NAMES)
    named.write_text("theme: lihgt")
    done = streamboard("config", "--init", "--config", named)
    assert done.returncode == USAGE_EXIT
    assert "exists already" in done.stderr
    assert named.read_text() == "theme: lihgt"


def test_the_names_of_keys_are_listed_while_the_file_has_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("keys: {board.stopp: f5}\n")
    listed = CliRunner().invoke(cli, ["config", "--config", str(path), "--keys"])
    assert listed.exit_code == 0
    assert "mine.yaml:1:8: keys.board.stopp" in listed.stderr
    assert re.search(r"^board.stop +x +Stop this stream", listed.stdout, re.MULTILINE)
    schema = CliRunner().invoke(cli, ["config", "--config", str(path), "--schema"])
    assert json.loads(schema.stdout) == json_schema(VIEW_NAMES)
    refused = CliRunner().invoke(cli, ["config", "--config", str(path)])
    assert isinstance(refused.exception, StreamboardError)
