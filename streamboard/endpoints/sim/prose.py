"""Seeded, meaningless English: sentences of `prose.txt` and `code.txt` about a prompt's topic."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from streamboard.endpoints.sim.topic import genre_of, identifier_of, items_asked_for, syllables, topic_of

SLOT = re.compile(r"\{(\w+)\}")
A_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[aeiouAEIOU])(?!use|uni|one\b|eu)")

LENGTH_HINT = re.compile(r"\b(short|brief\w*|one sentence|long|detailed|in depth|at length)\b", re.IGNORECASE)

HAIKU_OPENINGS = {
    1: ("{topic} in the morning", "{topic} beneath the eaves", "{topic} on the tin roof"),
    2: ("{topic} before dawn", "{topic} once again", "{topic} in the dark"),
    3: ("{topic} at dusk", "{topic}, and then", "only {topic} now"),
    4: ("{topic}, still", "and {topic}"),
}
"""First lines of about five syllables, by those of the topic."""


@cache
def sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    entries: list[str] = []
    for line in _read("prose.txt").splitlines():
        if line.startswith("["):
            entries = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            entries.append(line)
    return {name: tuple(lines) for name, lines in found.items()}


@cache
def code_blocks() -> tuple[str, ...]:
    lines = [line for line in _read("code.txt").splitlines() if not line.startswith("# ")]
    return tuple(block.strip("\n") for block in "\n".join(lines).split("---"))


def prepare() -> None:
    """Read the sentences before the first request."""
    sections()
    code_blocks()


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class Writer:
    """Each section is a deck: no entry returns before all were dealt."""

    def __init__(self, prompt: str, rng: random.Random) -> None:
        self.rng = rng
        self.topic = topic_of(prompt)
        self._decks: dict[str, list[str]] = {}
        name, friend = rng.sample(sections()["names"], 2)
        self._fixed = {"topic": self.topic, "name": name, "friend": friend, "town": self.deal("towns")}

    def deal(self, section: str) -> str:
        """Return the next entry, slots unfilled."""
        deck = self._decks.get(section)
        if not deck:
            deck = self._decks[section] = list(sections()[section])
            self.rng.shuffle(deck)
        return deck.pop()

    def sentence(self, section: str) -> str:
        """Return the next entry, slots filled."""
        text = SLOT.sub(self._word, self.deal(section))
        text = A_BEFORE_VOWEL.sub(r"\1n ", text)
        # The prompt's own words come last, so that their articles are left alone.
        text = SLOT.sub(lambda slot: self._fixed[slot[1]], text)
        return text[:1].upper() + text[1:]

    def _word(self, slot: re.Match[str]) -> str:
        name = slot[1]
        if name in self._fixed:
            return slot[0]
        if name.endswith("_cap"):
            return self.deal(name.removesuffix("_cap")).capitalize()
        return self.deal(name)

    def paragraph(self, section: str, least: int, most: int) -> str:
        return " ".join(self.sentence(section) for _ in range(self.rng.randint(least, most)))


def write(prompt: str, rng: random.Random, *, endless: bool) -> Iterator[str]:
    """Yield pieces from a few words to a few sentences; `prompt` decides genre and topic."""
    genre = genre_of(prompt)
    scale = _scale(prompt)
    writer = Writer(prompt, rng)
    yield from GENRES[genre](writer, items_asked_for(prompt), scale)
    while endless:
        yield "\n\n"
        yield from GENRES[genre](writer, None, 1.0)


def think(prompt: str, rng: random.Random) -> Iterator[str]:
    writer = Writer(prompt, rng)
    yield writer.sentence("think")
    while True:
        yield ("\n\n" if rng.random() < 0.2 else " ") + writer.sentence("think")


def _scale(prompt: str) -> float:
    """Scale the usual length by words such as `short` and `detailed`."""
    hint = LENGTH_HINT.search(prompt)
    if hint is None:
        return 1.0
    return 2.0 if hint[1].lower() in ("long", "detailed", "in depth", "at length") else 0.5


def _count(writer: Writer, least: int, most: int, scale: float) -> int:
    return max(1, round(writer.rng.randint(least, most) * scale))


def _story(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    yield writer.sentence("story.open")
    yield " " + writer.sentence("story.meet")
    yield " " + writer.paragraph("story.body", 1, 3)
    for _ in range(_count(writer, 3, 5, scale)):
        yield "\n\n"
        yield from _sentences(writer, "story.body", writer.rng.randint(2, 5))
    yield "\n\n" + writer.sentence("story.close")


def _sentences(writer: Writer, section: str, count: int) -> Iterator[str]:
    yield writer.sentence(section)
    for _ in range(count - 1):
        yield " " + writer.sentence(section)


def _explanation(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    yield writer.sentence("explain.open")
    for number in range(_count(writer, 3, 5, scale)):
        yield "\n\n" if number else " "
        for position in range(writer.rng.randint(2, 5)):
            if position:
                yield " "
            yield _linked(writer) if writer.rng.random() < 0.2 else writer.sentence("explain.body")
    yield "\n\n" + writer.sentence("explain.close")


def _linked(writer: Writer) -> str:
    """Return a sentence that refers to the one before."""
    sentence = writer.sentence("explain.body")
    topic_first = sentence.startswith(writer.topic[:1].upper() + writer.topic[1:])
    return writer.deal("link") + (sentence if topic_first else sentence[:1].lower() + sentence[1:])


def _list(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    yield writer.sentence("list.open") + "\n"
    for number in range(asked or _count(writer, 5, 8, scale)):
        yield f"\n{number + 1}. {writer.sentence('list.item')}"
    yield "\n\n" + writer.sentence("list.close")


def _haiku(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    for number in range(asked or 1):
        openings = HAIKU_OPENINGS.get(syllables(writer.topic))
        first = writer.rng.choice(openings).format(topic=writer.topic) if openings else writer.deal("haiku.5")
        lines = (first[:1].upper() + first[1:], writer.deal("haiku.7"), writer.deal("haiku.5"))
        yield ("\n\n" if number else "") + ",\n".join(lines) + "."


def _poem(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    for number in range(_count(writer, 4, 6, scale)):
        if number:
            yield "\n\n"
        couplets = [writer.sentence("poem.couplet") for _ in range(2)]
        yield "\n".join(line for couplet in couplets for line in couplet.split(" / "))


def _dialogue(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    speakers = writer.rng.sample(sections()["names"], 2)
    for number in range(_count(writer, 8, 14, scale)):
        if number:
            yield "\n\n"
        yield f"**{speakers[number % 2]}:** {writer.sentence('dialogue.line')}"


def _code(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    yield f"Here is a sketch for {writer.topic}. It is simulated, so do not run it.\n\n```python\n"
    blocks = writer.rng.sample(code_blocks(), min(len(code_blocks()), _count(writer, 3, 4, scale)))
    identifier = identifier_of(writer.topic)
    for number, block in enumerate(blocks):
        yield ("\n\n\n" if number else "") + _fill_code(block, identifier, writer)
    yield "\n```\n\n" + writer.sentence("explain.body")


def _fill_code(block: str, identifier: str, writer: Writer) -> str:
    word = identifier_of(writer.deal("thing"))
    words = {
        "ident": identifier,
        "Ident": identifier.title().replace("_", ""),
        "word": word,
        "Word": word.title().replace("_", ""),
        "number": str(writer.rng.randint(3, 40)),
    }
    return SLOT.sub(lambda slot: words.get(slot[1], slot[0]), block)


def _chat(writer: Writer, asked: int | None, scale: float) -> Iterator[str]:
    yield writer.sentence("chat")


GENRES: dict[str, Callable[[Writer, int | None, float], Iterator[str]]] = {
    "story": _story,
    "explanation": _explanation,
    "list": _list,
    "haiku": _haiku,
    "poem": _poem,
    "dialogue": _dialogue,
    "code": _code,
    "chat": _chat,
}
"""Given the writer, how many items are asked for, and `_scale`."""

__all__ = ["GENRES", "Writer", "think", "topic_of", "write"]
