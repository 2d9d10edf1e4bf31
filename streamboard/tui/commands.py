"""What the command palette lists."""

from __future__ import annotations

from textual.command import DiscoveryHit, Hits
from textual.system_commands import SystemCommandsProvider


class BoardCommands(SystemCommandsProvider):
    """The app's commands in the app's order; Textual's own provider puts them into that of the alphabet."""

    async def discover(self) -> Hits:
        for title, words, run, listed in self.app.get_system_commands(self.screen):
            if listed:
                yield DiscoveryHit(title, run, help=words)
