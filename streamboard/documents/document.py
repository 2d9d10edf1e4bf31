"""A YAML text as plain data, with the place of every key and value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streamboard.documents.findings import Finding, Path, where, without_repetitions
from streamboard.documents.mistakes import LINE_BREAKS, Mistake, MistakesError, excerpt, lines_of
from streamboard.documents.secrets import MASK, find_secrets, masked
from streamboard.safety.name_letters import advice_on, misleading

_LONGEST_WRITTEN = 300
"""Characters; longer keys and values are not searched for invisible letters."""


@dataclass(frozen=True)
class Spot:
    """Lines and columns count from 1, indices from 0."""

    line: int
    column: int
    start: int
    end: int


@dataclass
class Document:
    """Data from Python has no places."""

    name: str
    source: str
    data: Any = None
    """Dicts with text keys, lists, text, numbers, booleans and None only."""
    values: dict[Path, Spot] = field(default_factory=dict)
    keys: dict[Path, Spot] = field(default_factory=dict)
    texts: dict[Path, str] = field(default_factory=dict)
    """Unquoted scalars as written that are not read as text, such as `off`."""
    findings: list[Finding] = field(default_factory=list)
    """YAML traps that did not stop the reading."""

    def error(self, findings: Iterable[Finding], of_options: Iterable[Mistake] = ()) -> MistakesError:
        """List findings in file order, then mistakes of options."""
        found = [self.mistake(finding) for finding in without_repetitions(findings)]
        found.sort(key=lambda mistake: (mistake.line or 0, mistake.column or 0))
        return MistakesError([*found, *of_options])

    def mistake(self, finding: Finding) -> Mistake:
        """Add the place; mask secrets."""
        path = masked(where(finding.path))
        if not self.values:  # Data from Python.
            return Mistake(self.name, None, None, path, masked(finding.what), masked(finding.hint))
        spot = self._spot(finding)
        if spot and finding.by_its_letters and not finding.missing:
            written = self.source[spot.start : min(spot.end, spot.start + _LONGEST_WRITTEN)]
            if "\n" not in written and (letter := misleading(written)):
                column = spot.column + letter.start()
                return self.mistake_at(spot.line, column, path, finding.what, advice_on(letter[0]))
        line, column = finding.place or ((spot.line, spot.column) if spot else (1, 1))
        return self.mistake_at(line, column, path, finding.what, finding.hint)

    def mistake_at(self, line: int, column: int, place: str, what: str, hint: str = "") -> Mistake:
        lines = self._shown_lines()
        line = min(line, len(lines))
        return Mistake(
            self.name, line, column, place, masked(what), masked(hint), excerpt(lines[line - 1], line, column)
        )

    def _shown_lines(self) -> list[str]:
        """Mask secrets; columns stay the same."""
        if self._shown is None:
            shown = list(self.source)
            for finding in find_secrets(self.data):
                spot = self.values.get(finding.path) if finding.secret else None
                if spot:
                    hidden = (c if c in LINE_BREAKS else MASK for c in self.source[spot.start : spot.end])
                    shown[spot.start : spot.end] = hidden
            self._shown = lines_of(masked("".join(shown)))
        return self._shown

    _shown: list[str] | None = field(default=None, repr=False)

    def _spot(self, finding: Finding) -> Spot | None:
        path = finding.path
        if finding.on_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        # A missing key is shown at its mapping's key, if that has one.
        if finding.missing and path in self.keys:
            return self.keys[path]
        spot = self.values.get(path)
        if spot and finding.needle:
            return self._within(spot, finding.needle)
        return spot

    def _within(self, spot: Spot, needle: str) -> Spot:
        index = self.source.find(needle, spot.start, spot.end)
        if index < 0:
            return spot
        before = lines_of(self.source[spot.start : index])
        column = len(before[-1]) + (spot.column if len(before) == 1 else 1)
        return Spot(spot.line + len(before) - 1, column, index, index + len(needle))
