"""What the command palette lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from streamboard.tui.keys.offers import PaletteEntry

_BY_SYNONYM = 0.5
"""What a hit on a synonym counts, beside one on the title."""


class App(Protocol):
    """An app that can tell what can be done."""

    def entries(self, screen: Screen[object]) -> Iterator[PaletteEntry]:
        """What can be done on a screen now."""
        ...


class BoardCommands(Provider):
    """What can be done now, in the app's order; found by its title, or by what else people call it."""

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
    """Whether every word that was typed begins one of an entry's synonyms or of its words."""
    known = f"{entry.title} {entry.synonyms} {entry.words}".casefold().split()
    return all(any(word.startswith(typed) for word in known) for typed in query.casefold().split())
