"""Finding streams by number, state, name or text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from streamboard.board.attempt import Attempt
from streamboard.board.objectives import meets
from streamboard.board.phases_and_ends import PHASES, SILENT
from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.run.block import Block
from streamboard.run.message import Message
from streamboard.run.plan import Slo

_TERM = re.compile(r'(!?)(?:"([^"]*)"?|(\S+))')
_NUMBER = re.compile(r"#\d+")
_SLICE = 16_384
"""Characters searched at a time: words that occur usually do so early."""


@dataclass(frozen=True)
class Search:
    """All terms must be found, except those after a `!`, which must not.

    Double quotes make words one term. Case is ignored.
    """

    words: str = ""

    @cached_property
    def _terms(self) -> list[tuple[bool, str]]:
        found = (match.groups("") for match in _TERM.finditer(self.words.lower()))
        terms = ((not mark, quoted or bare) for mark, quoted, bare in found)
        return [(wanted, term) for wanted, term in terms if term.strip() and term != "!"]

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        return tuple(term for wanted, term in self._terms if wanted)

    @cached_property
    def unwanted(self) -> tuple[str, ...]:
        return tuple(term for wanted, term in self._terms if not wanted)

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def meets(self, has: Callable[[str], bool]) -> bool:
        """`has` tests for one term."""
        return all(map(has, self.wanted)) and not any(map(has, self.unwanted))


NOTHING = Search()
"""Finds every stream."""


class Finder:
    """Searches no text twice for a word or a longer one containing it: typing on is cheap."""

    def __init__(self) -> None:
        self.search = NOTHING
        self._known: dict[str, _Known] = {}
        """By stream id."""

    def look_for(self, search: Search) -> None:
        if search == self.search:
            return
        self.search = search
        if not search:
            self._known.clear()
        for known in self._known.values():
            known.look_for(search)

    def found(self, stream: StreamState, board: BoardState, now: int) -> bool:
        return not self.search or self._ask(stream).found(stream, board, now)

    def says(self, stream: StreamState) -> bool:
        """Whether its answer has a wanted term, thinking included."""
        return any(self._ask(stream).heard(stream, word) for word in self.search.wanted)

    def _ask(self, stream: StreamState) -> _Known:
        known = self._known.get(stream.plan.id)
        if known is None:
            known = self._known[stream.plan.id] = _Known(self.search)
        return known


class _Known:
    def __init__(self, search: Search) -> None:
        self._search = search
        self._attempt: Attempt | None = None
        self._ears: dict[str, _Ear] = {}
        self._answer: tuple[tuple[object, ...], bool] = ((), False)
        """The stream's state when last asked about, and whether it was found."""

    def look_for(self, search: Search) -> None:
        before, self._ears = self._ears, {}
        for word in (*search.wanted, *search.unwanted):
            shorter = [known for known in before if known in word]
            self._ears[word] = _Ear(word, before[max(shorter, key=len)] if shorter else None)
        self._search, self._answer = search, ((), False)

    def found(self, stream: StreamState, board: BoardState, now: int) -> bool:
        silent = stream.silence_ns(now) is not None
        said_of = (id(stream), stream.revision, silent)
        if said_of != self._answer[0]:
            about = about_stream(stream, board, now)
            found = self._search.meets(
                lambda word: (
                    word == f"#{stream.number}"
                    if _NUMBER.fullmatch(word)
                    else word in about or self.heard(stream, word)
                )
            )
            self._answer = said_of, found
        return self._answer[1]

    def heard(self, stream: StreamState, word: str) -> bool:
        if stream.shown is not self._attempt:
            self._attempt = stream.shown
            self._ears.clear()
        if self._attempt is None:
            return False
        ear = self._ears.get(word)
        if ear is None:
            ear = self._ears[word] = _Ear(word)
        return ear.hears(self._attempt.message)


class _Ear:
    def __init__(self, word: str, shorter: _Ear | None = None) -> None:
        """Skip what `shorter` searched in vain for a part of the lower-case `word`."""
        self.word = word
        self._heard = False
        self._reached: dict[int, int] = {}
        """Characters searched, by block index."""
        if shorter is not None and not shorter._heard:
            self._reached.update(shorter._reached)
        elif shorter is not None:
            self._heard = shorter.word == word

    def hears(self, message: Message) -> bool:
        if not self._heard:
            self._heard = any(self._hears(place, block) for place, block in enumerate(message.blocks))
        return self._heard

    def _hears(self, place: int, block: Block) -> bool:
        reached = self._reached.get(place, 0)
        if block.chars <= reached:
            return False
        self._reached[place] = block.chars
        # The word may begin in text already searched.
        text = block.since(max(reached - len(self.word) + 1, 0))
        return any(self.word in piece.lower() for piece in _pieces(text, len(self.word) - 1))


def _pieces(text: str, overlap: int) -> Iterator[str]:
    for start in range(0, len(text), _SLICE):
        yield text[start : start + _SLICE + overlap]


def about_stream(stream: StreamState, board: BoardState, now: int) -> str:
    """Lower-case names and state; no figures, as matches would come and go."""
    words = (
        stream.plan.name,
        stream.model(),
        stream.column(),
        stream.endpoint(),
        *_state_words(stream, board, now),
        *_retry_words(stream),
        *_objective_words(stream, board),
    )
    return "\n".join(words).lower()


def _retry_words(stream: StreamState) -> Iterator[str]:
    earlier = stream.attempts[stream.round_start : -1]
    if earlier:
        yield "retried"
    for attempt in earlier:
        yield attempt.error.type if attempt.error is not None else ""


def _objective_words(stream: StreamState, board: BoardState) -> Iterator[str]:
    if board.plan.slo != Slo() and stream.phase == "ended":
        yield "slo:met" if meets(stream, board.plan.slo) else "slo:missed"


def _state_words(stream: StreamState, board: BoardState, now: int) -> Iterator[str]:
    match stream.phase:
        case "ended":
            yield from _end_words(stream, board, now)
        case "retrying":
            yield stream.count.name
            yield stream.retry.reason if stream.retry is not None else ""
        case phase:
            yield PHASES[phase].words
            if stream.silence_ns(now) is not None:
                yield SILENT.words


def _end_words(stream: StreamState, board: BoardState, now: int) -> Iterator[str]:
    yield stream.outcome or ""
    yield status(stream, board, now).short
    if stream.shown is not None:
        yield stream.shown.message.stop_reason or ""
    if stream.error is not None:
        yield stream.error.type
    yield stream.count.name  # As the header has it.
