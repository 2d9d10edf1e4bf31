"""A simulated answer, piece by piece."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any, Literal, NamedTuple

import msgspec

from streamboard.endpoints.sim import prose
from streamboard.endpoints.sim.request import SimRequest, Tool

TOKEN = re.compile(r"\n+|[ \t]*\w{1,8}|[ \t]*[^\w\s]+|[ \t]+|\s")
"""Pieces of words with the space before them, about as tokenizers split English."""

CHUNK_SIZES = (1, 1, 1, 2, 2, 3)
"""Tokens in a delta, drawn uniformly."""
_USUAL = sum(CHUNK_SIZES) / len(CHUNK_SIZES)
_LAST = 40
"""Deltas in which an answer of a set length comes to the end of a sentence."""
_MOST_LAST = 2_000
"""Tokens searched for it."""
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*$")

Kind = Literal["thinking", "text", "tool_use"]


class Piece(NamedTuple):
    kind: Kind
    text: str


class Writing:
    """One answer's content: iterate it once, then read how it ended.

    Text is made lazily, so that hundreds of starting streams do not block each other.
    """

    def __init__(self, request: SimRequest) -> None:
        self._request = request
        self._rng = random.Random(f"text {request.seed}")
        self._left = request.max_tokens
        self.stop_reason = "end_turn"
        self.stop_sequence: str | None = None
        self.output_tokens = 0
        self.thinking_tokens = 0
        self.tool_name = request.behaviour.tool

    def __iter__(self) -> Iterator[Piece]:
        yield from self._take("thinking", self._thinking())
        self.thinking_tokens = self.output_tokens
        yield from self._take("text", self._text())
        if self.tool_name is not None and self.stop_reason == "end_turn":
            self.stop_reason = "tool_use"
            yield from self._take("tool_use", self._tool_input(self.tool_name))
        forced = self._request.behaviour.stop_reason
        if forced is not None and self.stop_reason in ("end_turn", "tool_use"):
            self.stop_reason = forced

    def _take(self, kind: Kind, chunks: Iterator[list[str]]) -> Iterator[Piece]:
        if self.stop_reason == "max_tokens":
            return
        for chunk in chunks:
            if self._left == 0 and any(chunk):
                self.stop_reason = "max_tokens"
                return
            allowed = chunk[: self._left]
            self._left -= len(allowed)
            self.output_tokens += len(allowed)
            yield Piece(kind, "".join(allowed))

    def _thinking(self) -> Iterator[list[str]]:
        deltas = self._request.behaviour.thinking
        if deltas:
            yield from islice(self._chunks(prose.think(self._request.prompt, self._rng)), deltas)

    def _text(self) -> Iterator[list[str]]:
        length = self._request.behaviour.length
        text = prose.write(self._request.prompt, self._rng, endless=length is not None)
        chunks = self._chunks(text) if length is None else self._of_length(text, length)
        return self._until_stop(chunks) if self._request.stop_sequences else chunks

    def _chunks(self, texts: Iterator[str]) -> Iterator[list[str]]:
        for text in texts:
            tokens = TOKEN.findall(text)
            start = 0
            while start < len(tokens):
                size = self._rng.choice(CHUNK_SIZES)
                yield tokens[start : start + size]
                start += size

    def _of_length(self, texts: Iterator[str], deltas: int) -> Iterator[list[str]]:
        """Cut an endless text; its last delta ends a sentence."""
        tokens = _with_ends(token for text in texts for token in TOKEN.findall(text))
        for _ in range(deltas - _LAST):
            yield [token for token, _ in islice(tokens, self._rng.choice(CHUNK_SIZES))]
        last = min(deltas, _LAST)
        taken = _until_sentence_end(tokens, last)
        sizes = [(len(taken) + place) // last for place in range(last)] if last else []
        self._rng.shuffle(sizes)
        rest = iter(taken)
        yield from (list(islice(rest, size)) for size in sizes if size)

    def _until_stop(self, chunks: Iterator[list[str]]) -> Iterator[list[str]]:
        """Stop before a stop sequence, which may span chunks."""
        written = list(chunks)
        whole = "".join(token for chunk in written for token in chunk)
        found = [(whole.find(stop), stop) for stop in self._request.stop_sequences if stop in whole]
        if not found:
            yield from written
            return
        room, stop = min(found)
        for chunk in written:
            text = "".join(chunk)[:room]
            room -= len(text)
            if text:
                yield TOKEN.findall(text)
        if self._left:
            self.stop_reason, self.stop_sequence = "stop_sequence", stop

    def _tool_input(self, name: str) -> Iterator[list[str]]:
        """Yield JSON in pieces, the first one empty as from the API."""
        text = msgspec.json.encode(_arguments(name, self._request, self._rng)).decode()
        yield [""]
        while text:
            size = self._rng.randint(3, 12)
            yield re.findall(r".{1,4}", text[:size], re.DOTALL)
            text = text[size:]


def _with_ends(tokens: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Tell of each token whether it ends a sentence of plain text."""
    code = number = False
    for token, following in pairwise(tokens):
        code ^= "```" in token
        yield token, bool(_SENTENCE_END.search(token)) and following[0].isspace() and not (code or number)
        number = token.strip().isdigit()


def _until_sentence_end(tokens: Iterator[tuple[str, bool]], deltas: int) -> list[str]:
    """Take tokens for about so many deltas, up to the end of a sentence."""
    usual, taken, ends = deltas * _USUAL, [], [0]
    for token, ends_here in islice(tokens, _MOST_LAST if deltas else 0):
        taken.append(token)
        if ends_here:
            ends.append(len(taken))
        if len(taken) >= 2 * usual and ends[-1] >= deltas:
            break
    enough = [end for end in ends if end >= deltas]
    return taken[: min(enough, key=lambda end: abs(end - usual), default=round(usual))]


def _arguments(name: str, request: SimRequest, rng: random.Random) -> dict[str, Any]:
    topic = prose.topic_of(request.prompt)
    tool = next((tool for tool in request.tools if tool.name == name), Tool())
    properties = tool.input_schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        return {"query": topic, "limit": rng.randint(3, 9)}
    return {str(key): _value(schema, topic, rng) for key, schema in properties.items()}


def _value(schema: Any, topic: str, rng: random.Random) -> Any:
    schema = schema if isinstance(schema, dict) else {}
    if isinstance(options := schema.get("enum"), list) and options:
        return rng.choice(options)
    match schema.get("type"):
        case "integer":
            return rng.randint(1, 20)
        case "number":
            return round(rng.uniform(0, 100), 2)
        case "boolean":
            return rng.random() < 0.5
        case "array":
            return [_value(schema.get("items"), topic, rng)]
        case "object":
            return {
                str(key): _value(value, topic, rng) for key, value in schema.get("properties", {}).items()
            }
        case _:
            return topic
