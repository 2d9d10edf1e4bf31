"""The reference is true: its examples load, and it leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from streamboard.documents.sections import Section
from streamboard.promptset import (
    MAX_STREAMS,
    EndpointSettings,
    MistakesError,
    Overrides,
    Prompt,
    PromptSet,
    StreamSettings,
    parse,
)
from streamboard.promptset.schema import LIMITS, SLO
from streamboard.run.simulated import SimBehaviour

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "prompt-set.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def first_text(text: str) -> Any:
    """What the first stream of a set sends."""
    return parse(text).streams[0].request["messages"][0]["content"]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_loads_and_expands(example: str) -> None:
    assert parse(example).streams


def test_the_count_in_the_text_is_that_of_the_example() -> None:
    streams = parse(EXAMPLES[1]).streams
    counts = [sum(stream.prompt == name for stream in streams) for name in ("story", "outlook")]
    assert (*counts, len(streams)) == (18, 3, 21)
    assert "makes 2 topics x 3 models x 3 = 18 streams" in TEXT.replace("\n", " ")
    assert f"At most {MAX_STREAMS:,} streams" in TEXT


def test_braces_are_sent_as_the_text_says() -> None:
    (example,) = [example for example in EXAMPLES if "JSX" in example]
    assert first_text(example) == 'Explain the template "Hello {{name}}" and the JSX style=red, {{ 1 + 1 }}.'


@pytest.mark.parametrize("section", [PromptSet, StreamSettings, Prompt, EndpointSettings])
def test_every_key_is_described(section: type[Section]) -> None:
    assert [key for key in section.types() if f"`{key}`" not in TEXT] == []


def test_every_setting_of_the_simulated_server_is_described() -> None:
    assert [key for key in SimBehaviour.__struct_fields__ if f"`{key}`" not in TEXT] == []


def test_every_limit_and_slo_is_described() -> None:
    names = [f"limits.{name}" for name in LIMITS.fields]
    names += [f"slo.{name}" for name in SLO.fields]
    assert [name for name in names if f"`{name}`" not in TEXT] == []


def test_the_mistake_that_is_shown_is_the_one_that_is_told() -> None:
    with pytest.raises(MistakesError) as caught:
        parse("prompts: [x]\ndefaults:\n  max_token: 512\n", "demo.yaml")
    shown = "".join(f"    {line}\n" for line in str(caught.value).split("\n"))
    assert shown in TEXT


COMMANDS = re.findall(r"^    streamboard (prompts/\S+) (.*)$", TEXT, re.MULTILINE)


def options_of(words: str) -> Overrides:
    """The overrides that a command in the text gives."""
    found = re.findall(r"--set ([\w.]+)=(?:'([^']*)'|(\S+))", words)
    endpoint = re.search(r"--endpoint (\S+)", words)
    return Overrides(
        endpoint=endpoint[1] if endpoint else None,
        settings={key: quoted or bare for key, quoted, bare in found},
    )


@pytest.mark.parametrize(("path", "words"), COMMANDS)
def test_a_command_in_the_text_works(path: str, words: str) -> None:
    overrides = options_of(words)
    assert len(overrides.settings) == words.count("--set")
    text = (ROOT / path).read_text()
    assert parse(text, overrides=overrides).streams


TRAPS = {
    "prompts: [{prompt: Is it?}]": "within brackets",
    "prompts:\n- prompt: Answer: yes or no?": "colon",
    "prompts:\n- prompt: [INST] Hi": "does not fit",
    "prompts:\n- prompt: {{topic}} is nice": "braces",
    "prompts:\n- prompt:": "no value",
    "prompts: [Why is it so?]": "within brackets",
}


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_in_the_text_is_caught(text: str) -> None:
    with pytest.raises(MistakesError, match=TRAPS[text]):
        parse(text)


def test_a_comment_cuts_a_text_as_the_text_says() -> None:
    assert first_text("prompts:\n- use C# now # or not") == "use C# now"
