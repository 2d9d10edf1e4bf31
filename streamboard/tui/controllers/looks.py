"""The board's appearance, its help and palette, and quitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from streamboard.settings.memory import Remembered
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.navigation import Navigation
from streamboard.tui.controllers.texts import Texts
from streamboard.tui.draw import themes
from streamboard.tui.keys import fixed
from streamboard.tui.keys.action import ALWAYS, Action

if TYPE_CHECKING:
    from streamboard.tui.dialogs.help import HelpSection


class Looks(Controller):
    def __init__(
        self,
        screen: Board,
        navigation: Navigation,
        texts: Texts,
        help_sections: Callable[[], list[HelpSection]],
    ) -> None:
        super().__init__(screen)
        self._navigation = navigation
        self._texts = texts
        self._help_sections = help_sections

    def arrange(self, names: Sequence[str]) -> None:
        """Order the streams by these names; others come last."""
        places = {name: place for place, name in enumerate(names)}
        streams = self.board.streams
        self.selection.order = sorted(
            streams, key=lambda name: places.get(streams[name].plan.name, len(places))
        )

    def now(self, theme: str) -> Remembered:
        streams = [self.board.streams[name] for name in self.selection.order if name in self.board.streams]
        arranged = [stream.plan.id for stream in streams] != list(self.board.streams)
        order = tuple(stream.plan.name for stream in streams) if arranged else ()
        wanted, texts = self._navigation.wanted, self._texts
        return Remembered(themes.short_name(theme), wanted, texts.show_log, texts.unfolded, order)

    def next_theme(self) -> None:
        app = self._screen.app
        app.theme = themes.following(app.theme)
        self._screen.say(f"Theme: {themes.short_name(app.theme)}")

    def show_help(self) -> None:
        from streamboard.tui.dialogs.help import Help  # Imported late to start faster.

        self._screen.app.push_screen(Help(self._help_sections()))

    def show_glossary(self) -> None:
        from streamboard.tui.dialogs.glossary import Glossary

        self._screen.app.push_screen(Glossary())

    def show_palette(self) -> None:
        self._screen.app.action_command_palette()

    @property
    def leaves(self) -> str:
        """What quitting does, in a word."""
        return "back" if self._screen.aside else "quit"

    def quit(self) -> None:
        self._screen.leave()


BOARD: Sequence[Action[Looks]] = (
    Action(
        "board.theme",
        "T",
        "next theme",
        "Change to the next theme",
        lambda looks: looks.next_theme(),
        in_vote=True,
        synonyms="colour color dark light contrast",
    ),
    Action(
        "board.help",
        "question_mark,f1",
        "help",
        "Show all keys",
        lambda looks: looks.show_help(),
        rank=ALWAYS + 2,
        in_vote=True,
        synonyms="keys shortcuts",
    ),
    Action(
        "board.glossary",
        "",
        "glossary",
        "What the figures and their signs mean: TTFT, ITL, gap, goodput, ~ and !",
        lambda looks: looks.show_glossary(),
        in_vote=True,
        synonyms="metrics definition formula ttfo e2e speed-up late explain legend",
    ),
    Action(
        "board.quit",
        "q",
        "quit",
        "Stop everything and leave",
        lambda looks: looks.quit(),
        rank=ALWAYS + 1,
        hint=lambda looks, _scene: looks.leaves,
        in_vote=True,
    ),
    Action(
        "board.palette",
        fixed.PALETTE,
        "palette",
        "Command palette: every action by name, and themes",
        lambda looks: looks.show_palette(),
        rank=ALWAYS,
        in_vote=True,
        fixed=True,
    ),
)
