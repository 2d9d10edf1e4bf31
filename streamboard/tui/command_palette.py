"""The command palette."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from streamboard.tui.keys.offered_actions import PaletteEntry

_BY_SYNONYM = 0.5
"""The score of a hit on a synonym; titles get Textual's."""


class App(Protocol):
    def entries(self, screen: Screen[object]) -> Iterator[PaletteEntry]: ...


class BoardCommands(Provider):
    @property
    def _entries(self) -> Iterator[PaletteEntry]:
        return cast(App, self.app).entries(self.screen)

    async def discover(self) -> Hits:
        for entry in self._entries:
            yield DiscoveryHit(entry.title, entry.run, help=entry.words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for entry in self._entries:
            shown, words = matcher.highlight(entry.title), entry.words
            if score := matcher.match(entry.title):
                yield Hit(score, shown, entry.run, help=words)
            elif named(query, entry):
                yield Hit(_BY_SYNONYM, entry.title, entry.run, help=words)


def named(query: str, entry: PaletteEntry) -> bool:
    known = f"{entry.title} {entry.synonyms} {entry.words}".casefold().split()
    return all(any(word.startswith(typed) for word in known) for typed in query.casefold().split())
