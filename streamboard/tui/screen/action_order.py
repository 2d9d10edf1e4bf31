"""The board's actions by subject, in the order of the help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from streamboard.tui.controllers.controller import Controller
from streamboard.tui.controllers.copying_and_saving import KEEP, Saving
from streamboard.tui.controllers.figures import INSPECT, Figures
from streamboard.tui.controllers.gates import GATES, Gates
from streamboard.tui.controllers.groups import SETS, Groups
from streamboard.tui.controllers.kept_runs import KEPT, KeptRuns
from streamboard.tui.controllers.looks import BOARD, Looks
from streamboard.tui.controllers.moving import STREAM_BY_STREAM, THROUGH_THE_TEXT, Moving
from streamboard.tui.controllers.navigation import VIEW_BY_VIEW, Navigation
from streamboard.tui.controllers.playback import PAUSE, REPLAY, Playback
from streamboard.tui.controllers.prompting import IN_BAR, TALK, Prompting
from streamboard.tui.controllers.searching import FIND, Searching
from streamboard.tui.controllers.seeking import SEEK, Seeking
from streamboard.tui.controllers.selecting_by_keys import SELECT, Selecting
from streamboard.tui.controllers.stepping import STEP, Stepping
from streamboard.tui.controllers.stopping import RUN, Stopping
from streamboard.tui.controllers.streams import STREAMS, Streams
from streamboard.tui.controllers.text_clock import COMPARING, TextClock
from streamboard.tui.controllers.texts import PACE, READ, Texts
from streamboard.tui.controllers.vote_actions import VOTE
from streamboard.tui.controllers.voting import Voting
from streamboard.tui.keys.action import Action


class Controllers(Protocol):
    moving: Moving
    navigation: Navigation
    stopping: Stopping
    playback: Playback
    texts: Texts
    selecting: Selecting
    saving: Saving
    search: Searching
    prompt: Prompting
    streams: Streams
    groups: Groups
    clock: TextClock
    stepping: Stepping
    seeking: Seeking
    vote: Voting
    figures: Figures
    gates: Gates
    kept: KeptRuns
    looks: Looks


class Subject(NamedTuple):
    name: str
    owner: Callable[[Controllers], Controller]
    actions: Sequence[Action[Any]]


SUBJECTS: tuple[Subject, ...] = (
    Subject("Look", lambda board: board.moving, STREAM_BY_STREAM),
    Subject("Look", lambda board: board.navigation, VIEW_BY_VIEW),
    Subject("Look", lambda board: board.moving, THROUGH_THE_TEXT),
    Subject("Run", lambda board: board.stopping, RUN),
    Subject("Run", lambda board: board.playback, PAUSE),
    Subject("Read", lambda board: board.texts, READ),
    Subject("Read", lambda board: board.stepping, STEP),
    Subject("Read", lambda board: board.selecting, SELECT),
    Subject("Read", lambda board: board.saving, KEEP),
    Subject("Find", lambda board: board.search, FIND),
    Subject("Talk", lambda board: board.prompt, TALK),
    Subject("Streams", lambda board: board.streams, STREAMS),
    Subject("Sets", lambda board: board.groups, SETS),
    Subject("Compare", lambda board: board.clock, COMPARING),
    Subject("Compare", lambda board: board.kept, KEPT),
    Subject("Vote", lambda board: board.vote, VOTE),
    Subject("Inspect", lambda board: board.figures, INSPECT),
    Subject("Inspect", lambda board: board.gates, GATES),
    Subject("Playback", lambda board: board.playback, REPLAY),
    Subject("Playback", lambda board: board.seeking, SEEK),
    Subject("Board", lambda board: board.looks, BOARD),
    Subject("Pace", lambda board: board.texts, PACE),
    Subject("Prompt", lambda board: board.prompt, IN_BAR),
)
ACTIONS: tuple[Action[Any], ...] = tuple(action for group in SUBJECTS for action in group.actions)
