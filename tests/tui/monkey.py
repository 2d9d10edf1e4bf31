"""A monkey at the board: random keys, pastes, clicks and sizes, while random things happen to the streams."""

from __future__ import annotations

import random
from collections.abc import Callable

from textual import events
from textual.driver import Driver
from textual.geometry import Size

from streamboard.feeds.feed import Source
from streamboard.run.events import ErrorInfo
from streamboard.tui.screen.action_order import ACTIONS
from streamboard.tui.textual_internals import driver_of, key_of_character
from streamboard.tui.views.catalogue import VIEWS, ZOOM
from streamboard.tui.views.loading import class_of
from tests.support.idle import until_idle

from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing

LEAVING = {"q", "ctrl+q", "ctrl+c", "ctrl+z"}
"""Keys that end or suspend the board, and are left out."""
_OF_ACTIONS = {
    key
    for actions in (ACTIONS, *(class_of(spec).ACTIONS for spec in (*VIEWS, ZOOM)))
    for action in actions
    for key in action.keys.split(",")
    if key
}
_OF_FIELDS = {f"ctrl+{letter}" for letter in "pstfrakwux"} | {"shift+up", "shift+down", "shift+end"}
_LETTERS = {key_of_character(letter) for letter in "0123456789abXYZ/?!@~\"'\\-_ é漢"}
KEYS = sorted((_OF_ACTIONS | _OF_FIELDS | _LETTERS | {"backspace", "delete"}) - LEAVING)
CHARACTERS = {key_of_character(chr(code)): chr(code) for code in range(32, 127)} | {"é": "é", "漢": "漢"}
MOVES = ("up", "down", "pageup", "pagedown", "left", "right", "home", "end", "enter", "tab", "escape")
PLACES = ("/zzz", "/zzz!", '/"', "i@~nosuchuser/x.txt hi", "ihello", "a", "E", "ctrl+p")
PASTES = (
    "one\rtwo\r\nthree\n",
    "\x1b[2J\x00\x07",
    "1️⃣ ❤️ 👩‍👩‍👧 🇩🇪",
    "می‌خواهم \u202e\u2066",
    "x" * 5000,
    "\ud83d",
    "",
)
TEXTS = (
    "word ",
    "```python\ndef f():\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "1️⃣ 漢字 ❤️\n",
    "\x1b[31m",
    "\n",
    "x" * 300,
)
SIZES = ((80, 24), (120, 40), (200, 50), (40, 10), (20, 5), (2, 2), (1, 1), (300, 12))


class MonkeyFeed(ScriptedFeed):
    """A feed in which things happen at random."""

    def __init__(self, chance: random.Random) -> None:
        source: Source = chance.choice(["LIVE", "LIVE", "REPLAY"])
        names = [f"stream {number}" for number in range(chance.choice([0, 1, 2, 3, 9, 40]))]
        super().__init__(plan_of(*names), source)
        self._chance = chance
        self._ids = [stream.id for stream in self.plan.streams]
        self._begun: list[str] = []

    def set_speed(self, speed: float) -> None:
        """Nothing hurries here."""

    def skip(self) -> None:
        """Nothing is left out."""

    def go_on(self) -> None:
        """Something happens."""
        chance = self._chance
        self.time += chance.randrange(400_000_000)
        if not self._ids:
            return
        stream = chance.choice(self._ids)
        if stream not in self._begun:
            self._begun.append(stream)
            self.queue(stream)
            self.send_off(stream)
            self.respond(stream)
            return
        happens: list[Callable[[], object]] = [
            lambda: self.say(stream, chance.choice(TEXTS)),
            lambda: self.say(stream, chance.choice(TEXTS)),
            lambda: self.think(stream, chance.choice(TEXTS)),
            lambda: self.api(stream, "ping", {}),
            lambda: self.finish(stream, reason=chance.choice(["end_turn", "max_tokens", "refusal"])),
            lambda: self.end(stream, "failed", ErrorInfo("overloaded_error", "Too much \x1b[2J.", "Wait.")),
        ]
        chance.choice(happens)()


class Monkey:
    """Does something at random, several things at once at times."""

    def __init__(self, board: Board, chance: random.Random) -> None:
        self._board, self._chance = board, chance
        self.done: list[str] = []
        """What it did."""

    @property
    def _driver(self) -> Driver:
        driver = driver_of(self._board.pilot.app)
        assert driver is not None
        return driver

    async def act(self) -> None:
        """Do one thing, and wait until the board has dealt with it."""
        chance = self._chance
        what = chance.choices(
            [
                self._keys,
                self._moves,
                self._go_somewhere,
                self._paste,
                self._click,
                self._wheel,
                self._resize,
            ],
            [8, 5, 2, 1, 4, 2, 1],
        )[0]
        what()
        if chance.random() < 0.7:
            await until_idle()

    def _press(self, key: str) -> None:
        self.done.append(key)
        self._driver.process_message(events.Key(key, CHARACTERS.get(key)))

    def _keys(self) -> None:
        for _ in range(self._chance.choice([1, 1, 1, 2, 4])):
            self._press(self._chance.choice(KEYS))

    def _moves(self) -> None:
        for _ in range(self._chance.randrange(1, 4)):
            self._press(self._chance.choice(MOVES))

    def _go_somewhere(self) -> None:
        place = self._chance.choice([*PLACES, "5o", *(spec.key for spec in VIEWS)])
        for key in [place] if place.startswith("ctrl+") else map(key_of_character, place):
            self._press(key)
        if self._chance.random() < 0.5:
            self._press(self._chance.choice(MOVES))

    def _paste(self) -> None:
        text = self._chance.choice(PASTES)
        self.done.append(f"paste {text[:20]!r}")
        self._driver.process_message(events.Paste(text))

    def _mouse(self, kind: type[events.MouseEvent], x: int, y: int) -> None:
        self.done.append(f"{kind.__name__} {x},{y}")
        self._driver.process_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))

    def _place(self) -> tuple[int, int]:
        width, height = self._board.pilot.app.size
        return self._chance.randrange(max(width, 1)), self._chance.randrange(max(height, 1))

    def _click(self) -> None:
        place = self._place()
        for _ in range(self._chance.choice([1, 1, 2, 3])):
            self._mouse(events.MouseDown, *place)
            if self._chance.random() < 0.2:
                place = self._place()
                self._mouse(events.MouseMove, *place)
            self._mouse(events.MouseUp, *place)

    def _wheel(self) -> None:
        kind = self._chance.choice([events.MouseScrollUp, events.MouseScrollDown])
        self._mouse(kind, *self._place())

    def _resize(self) -> None:
        size = Size(*self._chance.choice(SIZES))
        self.done.append(f"resize {size}")
        self._driver.process_message(events.Resize(size, size))


async def play(seed: int, steps: int) -> None:
    """Let a monkey at a board; `showing` sees to it that nothing broke.

    Raises:
        AssertionError: The board died, or something on it did not work.
    """
    chance = random.Random(seed)
    feed = MonkeyFeed(chance)
    async with showing(feed, chance.choice(SIZES[:5])) as board:
        feed.start()
        monkey, app = Monkey(board, chance), board.pilot.app
        for _ in range(steps):
            feed.go_on()
            await monkey.act()
            assert app.mishaps.bug is None, f"seed {seed}, after {monkey.done[-8:]}: {app.mishaps.report}"  # type: ignore[attr-defined]
            if app.return_value is not None:  # Something typed may have been a word that leaves.
                break
