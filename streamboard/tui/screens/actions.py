"""All that can be done on a board, by subject, in the order of the help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streamboard.tui.keys.action import Action
from streamboard.tui.screens.changing import STREAMS
from streamboard.tui.screens.comparing import COMPARING
from streamboard.tui.screens.habits import BOARD
from streamboard.tui.screens.inspecting import INSPECT
from streamboard.tui.screens.keeping import KEEP
from streamboard.tui.screens.moving import LOOK
from streamboard.tui.screens.reading import PACE, READ
from streamboard.tui.screens.replaying import REPLAY
from streamboard.tui.screens.running import RUN
from streamboard.tui.screens.searching import FIND
from streamboard.tui.screens.selecting import SELECT
from streamboard.tui.screens.talking import IN_BAR, TALK
from streamboard.tui.screens.voting import VOTE

GROUPS: tuple[tuple[str, Sequence[Action[Any]]], ...] = (
    ("Look", LOOK),
    ("Run", RUN),
    ("Read", (*READ, *SELECT, *KEEP)),
    ("Find", FIND),
    ("Talk", TALK),
    ("Streams", STREAMS),
    ("Compare", COMPARING),
    ("Vote", VOTE),
    ("Inspect", INSPECT),
    ("Replay", REPLAY),
    ("Board", BOARD),
    ("Pace", PACE),
    ("Prompt", IN_BAR),
)
ACTIONS = tuple(action for _, actions in GROUPS for action in actions)
