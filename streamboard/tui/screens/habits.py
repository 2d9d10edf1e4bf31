"""What a user settles into: themes, keys of their own, a view that is there again next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from streamboard.feeds.feed import Feed
from streamboard.settings.memory import Habits, Remembered
from streamboard.tui import keymap
from streamboard.tui.draw import themes
from streamboard.tui.keys.action import ALWAYS, Action
from streamboard.tui.keys.offers import Entry, Offer
from streamboard.tui.screens.base import BoardBase
from streamboard.tui.views import VIEW_NAMES
from streamboard.tui.views.view import View


class HabitsActions(BoardBase):
    """How the board begins, looks and is left, and what it offers."""

    def __init__(self, feed: Feed, habits: Habits | None = None) -> None:
        super().__init__(feed)
        look = (habits or Habits.of()).look
        self.show_log = look.show_log is not False
        self.unfold = bool(look.unfold)
        self.view_wanted = look.view if look.view in VIEW_NAMES else None
        places = {name: place for place, name in enumerate(look.order)}
        self.selection.order = sorted(
            self.board.streams,
            key=lambda name: places.get(self.board.streams[name].plan.name, len(places)),
        )

    def look(self, theme: str) -> Remembered:
        """How the board looks now, for the next time, in the theme of that name."""
        streams = [self.board.streams[name] for name in self.selection.order if name in self.board.streams]
        arranged = [stream.plan.id for stream in streams] != list(self.board.streams)
        order = tuple(stream.plan.name for stream in streams) if arranged else ()
        return Remembered(themes.short_name(theme), self.view_wanted, self.show_log, self.unfold, order)

    def action_theme(self) -> None:
        """Change to the next theme."""
        self.app.theme = themes.following(self.app.theme)
        self.say(f"Theme: {themes.short_name(self.app.theme)}")

    def action_help(self) -> None:
        """Show all keys."""
        from streamboard.tui.screens.help import Help  # The board is there sooner without it.

        self.app.push_screen(Help(self))

    def offers(self) -> Iterator[Offer]:
        """All that can be done now: first what the view that is shown can do, then by subject."""
        view, scene = self.current_view(), self.scene()
        return (offer for offer in self.all_offers(view) if not offer.refusal(scene))

    def keys_of(self) -> Callable[[Offer], tuple[str, ...]]:
        """What the keys are called that do something now: not those that something else has at the time."""
        keys: dict[tuple[object, str], list[str]] = {}
        for name, active in self.active_bindings.items():
            keys.setdefault((active.node, active.binding.action), []).append(keymap.shown(name))
        return lambda offer: tuple(keys.get((offer.of, offer.action.command), ()))

    def entries(self) -> Iterator[Entry]:
        """The palette's lines: where to go comes first, the rest is in the order of the help."""
        keys_of = self.keys_of()
        offers = [offer for offer in self.offers() if offer.action.id not in _NOT_IN_PALETTE]
        for offer in sorted(offers, key=lambda offer: not _goes(offer)):
            words = "  ".join(filter(None, (" ".join(keys_of(offer)), offer.action.words)))
            yield Entry(_title(offer), words, partial(self._run, offer), offer.action.synonyms)
        view = self.current_view()
        for title, run in view.commands():
            yield Entry(f"{view.spec.name.capitalize()}: {title}", "", run)

    def _run(self, offer: Offer) -> None:
        if isinstance(offer.of, View):
            offer.of.action_perform(offer.action.id)  # type: ignore[attr-defined]
        else:
            self.perform(offer.action)


def _goes(offer: Offer) -> bool:
    """Whether it shows another view."""
    return offer.action.id.startswith("board.view_")


def _title(offer: Offer) -> str:
    """What an action is called among all others."""
    title = offer.action.title
    if _goes(offer):
        return f"View: {title}"
    return f"{offer.group}: {title}" if isinstance(offer.of, View) else title[:1].upper() + title[1:]


_NOT_IN_PALETTE = ("board.quit", "board.palette")
"""Textual has the one, and the other is the palette."""

BOARD: Sequence[Action[HabitsActions]] = (
    Action(
        "board.theme",
        "T",
        "next theme",
        "Change to the next theme",
        lambda board: board.action_theme(),
        in_vote=True,
        synonyms="colour color dark light contrast",
    ),
    Action(
        "board.help",
        "question_mark,f1",
        "help",
        "Show all keys",
        lambda board: board.action_help(),
        rank=ALWAYS + 2,
        in_vote=True,
        synonyms="keys shortcuts",
    ),
    Action(
        "board.quit",
        "q",
        "quit",
        "Stop everything and leave",
        lambda board: board.app.exit(0),
        rank=ALWAYS + 1,
        in_vote=True,
    ),
    Action(
        "board.palette",
        "ctrl+p",
        "palette",
        "Command palette: every action by name, and themes",
        lambda board: board.app.action_command_palette(),
        rank=ALWAYS,
        in_vote=True,
        fixed=True,
    ),
)
