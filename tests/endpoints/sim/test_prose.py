"""The text of simulated answers."""

from __future__ import annotations

import random
import re
from itertools import islice

import pytest

from streamboard.endpoints.sim.prose import GENRES, code_blocks, sections, think, write
from streamboard.endpoints.sim.topic import genre_of, identifier_of, items_asked_for, syllables, topic_of


def text_for(prompt: str, seed: int = 1) -> str:
    """The whole answer to a prompt."""
    return "".join(write(prompt, random.Random(seed), endless=False))


@pytest.mark.parametrize(
    ("prompt", "topic"),
    [
        ("Tell me a short story about a robot who learns to paint", "a robot"),
        ("Write a haiku about rain.", "rain"),
        ("Tell me a short story about {{topic}}", "topic"),
        ("What is a monad?", "a monad"),
        ("What are black holes made of?", "black holes made"),
        ("Why is the sky blue?", "why the sky is blue"),
        ("How do bees fly?", "how bees fly"),
        ("Explain how TCP works in two sentences", "how TCP works"),
        ("Compare Rust and Go", "Rust and Go"),
        ("A dialogue between a fox and a crow", "a fox and a crow"),
        ("Write a Python function that parses dates", "dates"),
        ("Summarise the plot of Hamlet", "Hamlet"),
        ("", "the question"),
        ("42", "the question"),
        ("[@click=app.bell] {name} {foo}", "foo"),
    ],
)
def test_topic(prompt: str, topic: str) -> None:
    assert topic_of(prompt) == topic


@pytest.mark.parametrize(
    ("prompt", "genre"),
    [
        ("Tell me a story about rust", "story"),
        ("Write a haiku about a story", "haiku"),
        ("A sonnet for autumn", "poem"),
        ("An interview with a lighthouse", "dialogue"),
        ("Write a function to sort words", "code"),
        ("Five tips for sleeping", "list"),
        ("hello there", "chat"),
        ("Why is the sky blue?", "explanation"),
        ("Hello! Please explain in some detail how clocks work", "explanation"),
    ],
)
def test_genre(prompt: str, genre: str) -> None:
    assert genre_of(prompt) == genre


@pytest.mark.parametrize(
    ("prompt", "number"), [("five tips", 5), ("12 short haikus", 12), ("a list", None), ("0 tips", None)]
)
def test_items_asked_for(prompt: str, number: int | None) -> None:
    assert items_asked_for(prompt) == number


def test_a_list_has_as_many_items_as_asked_for() -> None:
    lines = text_for("Give me 7 tips for better sleep").splitlines()
    assert [line.split(".")[0] for line in lines if re.match(r"\d", line)] == list("1234567")


def test_a_poem_has_stanzas_of_four_lines() -> None:
    stanzas = text_for("A poem about the sea").split("\n\n")
    assert len(stanzas) > 2
    assert {len(stanza.splitlines()) for stanza in stanzas} == {4}


def test_a_haiku_has_three_lines() -> None:
    haiku = text_for("A haiku about rain").splitlines()
    assert len(haiku) == 3
    assert "rain" in haiku[0].lower()


def test_code_stands_in_a_fence_and_compiles() -> None:
    for seed in range(20):
        answer = text_for("Write a Python function that counts birds", seed)
        (code,) = re.findall(r"```python\n(.*?)\n```", answer, re.DOTALL)
        compile(code, "answer", "exec")


def test_a_dialogue_alternates() -> None:
    speakers = re.findall(r"^\*\*(\w+):\*\* ", text_for("A dialogue about tea"), re.MULTILINE)
    assert len(speakers) > 5
    assert len(set(speakers)) == len(set(speakers[::2])) + len(set(speakers[1::2])) == 2


@pytest.mark.parametrize(
    "prompt", ["A story about rain", "Explain rain", "A poem about rain", "A list about rain", "hi"]
)
def test_text_can_go_on_for_thousands_of_words(prompt: str) -> None:
    pieces = write(prompt, random.Random(3), endless=True)
    words = "".join(islice(pieces, 2000)).split()
    assert len(words) > 3000


def test_a_long_story_does_not_repeat_itself_soon() -> None:
    text = "".join(islice(write("A story about rain", random.Random(3), endless=True), 400))
    sentences = re.split(r"(?<=[.?!])\s+", text)[:80]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("genre", sorted(GENRES))
def test_no_slot_is_left_open(genre: str) -> None:
    prompts = {
        "explanation": "Explain {rain}",
        "chat": "hi",
        "list": "Five tips about {rain}",
        "code": "code for {rain}",
    }
    prompt = prompts.get(genre, f"A {genre} about {{rain}}")
    assert genre_of(prompt) == genre
    for seed in range(30):
        text = text_for(prompt, seed)
        assert not re.search(r"\{(topic|friend|town|place|thing|word|\w*[iI]dent)\}", text)
        assert text.lstrip("*")[0].isupper()
        assert "  " not in text.replace("    ", "")


def test_every_slot_has_its_words() -> None:
    fixed = {"topic", "name", "friend", "town"}
    slots = {
        slot for lines in sections().values() for line in lines for slot in re.findall(r"\{(\w+)\}", line)
    }
    assert {slot.removesuffix("_cap") for slot in slots - fixed} <= set(sections())
    assert code_blocks()


def test_thoughts_do_not_end() -> None:
    assert len(list(islice(think("Why is the sky blue?", random.Random(1)), 100))) == 100


def test_words_about_topics() -> None:
    assert syllables("rain") == 1
    assert syllables("the autumn leaves") == 4
    assert syllables("horses") == 2
    assert identifier_of("the birds") == "bird"
    assert identifier_of("日本") == "item"
