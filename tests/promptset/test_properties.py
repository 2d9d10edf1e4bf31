"""Whatever a file holds, the answer is a run plan or a `DocumentError`."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from streamboard.common.errors import DocumentError
from streamboard.promptset import Overrides, PromptSet, expand, load, parse
from streamboard.promptset.schema import ModelEntry, Prompt, StreamSettings
from streamboard.run.plan import RunPlan
from streamboard.run.simulated import SimBehaviour
from tests.support.examples import EXAMPLES

pytestmark = pytest.mark.slow

SIM = SimBehaviour.__struct_fields__
KEYS = sorted({*PromptSet.types(), *Prompt.types(), *ModelEntry.types(), *SIM})
WORDS = [
    "sim",
    "auto",
    "mine",
    "{{topic}}",
    "{{x}}",
    "5s",
    "off",
    "together",
    "user",
    "text",
    "base64",
    "http://a",
]
PIECES = [
    *"[]{}:,-?!&*|>'\"%@`#~ \n\t\\",
    "- ",
    ": ",
    "\n  ",
    "\n    ",
    "<<: *a",
    "&a ",
    "*a",
    "---\n",
    *KEYS,
    *WORDS,
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(WORDS),
    st.dates().map(str),
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=5),
    ),
    max_leaves=25,
)


def refusal(act: Callable[[], object]) -> str | None:
    """What is told when something is refused as a prompt set; None if it is not. Other errors are raised."""
    try:
        act()
    except DocumentError as error:
        return str(error)
    return None


def outcome(text: str) -> str:
    """What comes of a text: `plan` or `mistakes`."""
    told = refusal(lambda: parse(text))
    if told is not None:
        assert told.strip()
        assert not any(ord(character) < 32 and character != "\n" for character in told)
        assert told.encode()
        return "mistakes"
    plan = parse(text)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=RunPlan) == plan
    names = [stream.name for stream in plan.streams]
    assert len(set(names)) == len(names) >= 1
    return "plan"


@given(st.text())
def test_any_text(text: str) -> None:
    outcome(text)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_pieces_of_yaml(text: str) -> None:
    outcome(text)


@given(st.binary())
def test_any_bytes_in_a_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(data)
    told = refusal(lambda: load(path))
    assert told is None or "any.yaml" in told


@given(st.dictionaries(st.sampled_from(sorted(PromptSet.types())), values, max_size=8))
def test_any_data_under_the_right_keys(data: dict[str, Any]) -> None:
    outcome(yaml.safe_dump(data, allow_unicode=True))


prompts = st.fixed_dictionaries(
    {"prompt": st.one_of(st.just("{{topic}}"), st.text(min_size=1, max_size=10), values)},
    optional={key: values for key in sorted(StreamSettings.types())},
)


@given(prompt=prompts, topic=st.one_of(st.text(max_size=5), st.lists(st.text(max_size=5), max_size=3)))
def test_any_settings_of_a_prompt(prompt: dict[str, Any], topic: Any) -> None:
    outcome(yaml.safe_dump({"prompts": [prompt], "vars": {"topic": topic}}))


@given(
    st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=8)), st.text(max_size=12), max_size=4)
)
def test_any_settings_of_the_command_line(options: dict[str, str]) -> None:
    overrides = Overrides(settings=options)
    told = refusal(lambda: parse("prompts: [x]", overrides=overrides))
    assert told == refusal(lambda: expand(PromptSet(prompts=[Prompt(prompt="x")]), overrides))
    assert told is None or "--set" in told


SETS = sorted((Path(__file__).parents[2] / "prompts").glob("*.yaml"))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_good_file_with_a_few_characters_changed(path: Path) -> None:
    text, chance = path.read_text(), random.Random(7)
    outcomes = set()
    for _ in range(EXAMPLES):
        characters = list(text)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(characters))
            characters[at] = chance.choice(["", "\t", "\x1b", "\ud83d", *PIECES, characters[at] * 2])
        outcomes.add(outcome("".join(characters)))
    assert outcomes == {"plan", "mistakes"}
