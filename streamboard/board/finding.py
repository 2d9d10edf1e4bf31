"""Find streams: by state, by name, by what they say. `!word` leaves out what the word would find."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import StreamState


@dataclass(frozen=True)
class Search:
    """Words as they were typed. All of them must be found, those behind a `!` must not."""

    words: str = ""

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """What must be found, in lower case."""
        return tuple(word for word in self.words.lower().split() if not word.startswith("!"))

    @cached_property
    def unwanted(self) -> tuple[str, ...]:
        """What must not be found, in lower case; a `!` alone says nothing yet."""
        return tuple(word[1:] for word in self.words.lower().split() if word.startswith("!") and word[1:])

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


NOTHING = Search()
"""No search: every stream is found."""


def found(stream: StreamState, board: BoardState, search: Search, now: int) -> bool:
    """Whether a stream is one of those searched for."""
    if not search:
        return True
    state = status(stream, board, now)
    told = (
        stream.plan.name,
        stream.model(),
        stream.endpoint(),
        state.words,
        stream.phase,
        stream.outcome or "",
    )
    about = " ".join(told).lower()
    text = stream.shown.message.text.lower() if stream.shown is not None else ""
    return all(word in about or word in text for word in search.wanted) and not any(
        word in about or word in text for word in search.unwanted
    )
