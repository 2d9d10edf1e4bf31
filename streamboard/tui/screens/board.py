"""The board: views between a header and a footer, and the keys that work on them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.keys.action import bindings_of
from streamboard.tui.screens.actions import ACTIONS, GROUPS
from streamboard.tui.screens.habits import HabitsActions
from streamboard.tui.screens.inspecting import InspectingActions
from streamboard.tui.screens.moving import MovingActions
from streamboard.tui.screens.reading import ReadingActions
from streamboard.tui.screens.replaying import ReplayingActions
from streamboard.tui.screens.running import RunningActions
from streamboard.tui.screens.searching import SearchingActions
from streamboard.tui.screens.selecting import SelectingActions
from streamboard.tui.screens.talking import TalkingActions
from streamboard.tui.screens.voting import VotingActions


class BoardScreen(
    HabitsActions,
    MovingActions,
    TalkingActions,
    RunningActions,
    ReadingActions,
    SelectingActions,
    SearchingActions,
    VotingActions,
    InspectingActions,
    ReplayingActions,
):
    """Shows a feed's events and sends what the keys ask for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(ACTIONS)]
    GROUPS = GROUPS
