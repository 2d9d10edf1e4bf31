"""A stream's text as wrapped lines: appended to, and rebuilt only if earlier text changed."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.stream import StreamState
from streamboard.safety.sanitise import clean
from streamboard.tui.text.sections import Look, TextSection, question_sections, sections_of
from streamboard.tui.text.turns import Question, Turn, question_of, turns_of
from streamboard.tui.text.wrap import WrappedText

MOST_LINES = 4_000
"""Earlier lines are dropped. More than the board keeps, except in very narrow panes."""


class TextView:
    def __init__(self) -> None:
        self.wrapped = WrappedText(1)
        self.cut = False
        """Earlier text was dropped."""
        self.inset_line: int | None = None
        self.answer_line: int | None = None
        """The first line below the question; None if there is none yet."""
        self.turns: Sequence[Turn] = ()
        """Those above the answer."""
        self._sections: list[tuple[object, ...]] = []
        self._consumed = 0
        """Characters of the last section's block that were appended."""
        self._identity: tuple[object, ...] = ()
        self._request: object = None
        self._question: Question | None = None
        self._asked: list[TextSection] = []
        self._asked_for: tuple[object, ...] = ()
        """The parts of the look that `_asked` was made for."""

    @property
    def empty(self) -> bool:
        return len(self.wrapped) == 1 and not self.wrapped.text(0)

    @property
    def talk(self) -> bool:
        """Whether earlier turns or the question are above the answer."""
        return bool(self.turns) or (bool(self._sections) and self._sections[0][0] == "asked")

    def update(self, stream: StreamState, look: Look) -> None:
        if stream.plan.request is not self._request:
            self._request, self.turns = stream.plan.request, turns_of(stream.plan)
            self._question = question_of(stream.plan)
            self._identity = self._asked_for = ()
        identity = (id(stream), look.width, look.palette)
        sections = [*self._question_for(look), *sections_of(stream, self.turns, look)]
        keys = [section.key for section in sections]
        if identity != self._identity or self._changed(sections, keys):
            self.wrapped = WrappedText(look.width, MOST_LINES)
            self._identity, self._sections, self._consumed = identity, [], 0
            self.inset_line = self.answer_line = None
        known = len(self._sections)
        for index, section in enumerate(sections[max(known - 1, 0) :], max(known - 1, 0)):
            if index >= known:
                self._begin(section)
            self._extend(section)
        self._sections = keys
        self.cut = self.wrapped.dropped > 0 or any(
            section.block is not None and section.block.dropped for section in sections
        )

    def _question_for(self, look: Look) -> list[TextSection]:
        if self._question is None or look.question == "away":
            return []
        asked_for = (look.width, look.palette, look.question)
        if asked_for != self._asked_for:
            self._asked_for, self._asked = asked_for, question_sections(self._question, look)
        return self._asked

    def _changed(self, sections: list[TextSection], keys: list[tuple[object, ...]]) -> bool:
        """Whether the lines are not a prefix of what they should be."""
        known = len(self._sections)
        return keys[:known] != self._sections or (known > 0 and sections[known - 1].end < self._consumed)

    def _begin(self, section: TextSection) -> None:
        self._consumed = section.start
        if self.answer_line is None and section.key[0] != "asked":
            self.answer_line = 0 if self.empty else len(self.wrapped)
        if section.lines is not None:
            self.wrapped.append_lines(section.lines)
        elif section.heading or section.key[-1] == "space":
            self.wrapped.append(section.heading, section.style)
        if section.key[0] == "inset":
            self.inset_line = len(self.wrapped) - 1

    def _extend(self, section: TextSection) -> None:
        block, end = section.block, section.end
        if block is None or end <= self._consumed:
            return
        start = max(self._consumed, block.dropped)
        below_heading = "\n" if section.heading and self._consumed == section.start else ""
        new = block.since(start)
        self.wrapped.append(below_heading + clean(new[: end - start]), section.style)
        self._consumed = end
