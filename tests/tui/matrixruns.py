"""Runs of a set, for the matrix: repetitions, checks, votes, a failure, and a ghost beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from streamboard.comparing.ghost import Ghost
from streamboard.run.events import ErrorInfo, RunStarted, VoteCast
from streamboard.run.plan import Check, RunPlan
from streamboard.run.runfile import RunFile
from tests.support.plans import matrix_plan
from tests.support.told import MS, Told

from .feed import ScriptedFeed

TTFTS = {"haiku-5-5": 300, "opus-5": 800, "sonnet-5-5": 500}
WORDS = "rained, and the robot Bolt polished the lamp of the lighthouse until the stairs were dark again. "
LATE = ErrorInfo("overloaded_error", "The server is overloaded.", "Run it again later.", 529)


def set_plan(repeat: int = 2) -> RunPlan:
    """Five prompts to three models, so many times each, with three checks on each answer."""
    run = matrix_plan("story poem letter outlook-of-the-week advice", " ".join(TTFTS), repeat=repeat)
    checks = [Check("contains", "Bolt"), Check("max_words", 40), Check("stop_reason", "end_turn")]
    streams = [
        replace(one, expect=checks, name=f"{one.prompt}/{one.column}#{one.repeat}") for one in run.streams
    ]
    return replace(run, title="Robots by three models", streams=streams)


def told_set(
    run: RunPlan | None = None, *, slower: Mapping[str, float] | None = None, going_on: bool = False
) -> ScriptedFeed:
    """All that happens to a set.

    Args:
        run: The set.
        slower: By column, what the times of first tokens are multiplied by.
        going_on: The last prompt's streams are not over.
    """
    run = run or set_plan()
    feed = ScriptedFeed(run)
    ids = [one.id for one in run.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.connect(*ids, took=30)
    feed.get_out(*ids)
    for one in run.streams:
        feed.tell(Told.head, one.id)
        feed.feed(Told(one.id).start(feed.time / MS, one.model or "", 7))
    last = run.streams[-1].prompt
    rows = list(dict.fromkeys(one.prompt for one in run.streams))
    for one in run.streams:
        first = TTFTS[one.column] * (slower or {}).get(one.column, 1.0)
        first += 37 * rows.index(one.prompt) + 11 * one.repeat
        words = f"In the {one.prompt} it {WORDS}"
        for step in range(0, len(words), 12):
            feed.at_ms(first + step * 8).say(one.id, words[step : step + 12])
        if going_on and one.prompt == last:
            continue
        feed.at_ms(first + 1200)
        if one.prompt == "poem" and one.column == "opus-5" and one.repeat == 2:
            feed.end(one.id, "failed", LATE)
        else:
            passed = 3 if one.column != "sonnet-5-5" else 2
            for index in range(3):
                why = "" if index < passed else "41 words"
                feed.feed(Told(one.id).checked(feed.time / MS, index, passed=index < passed, why=why))
            feed.finish(one.id, tokens=28 + one.repeat)
    for number in range(1, 3):
        among = [f"story/{column}#{number}" for column in TTFTS]
        feed.feed(VoteCast(t=feed.time, among=among, winner=among[0]))
    return feed.at_ms(2600)


def ghost_of(feed: ScriptedFeed, name: str = "monday.jsonl") -> Ghost:
    """What was told, as a recording beside the same run."""
    started = next(event for event in feed.events if isinstance(event, RunStarted))
    events = sorted(feed.events, key=lambda event: event.t)
    return Ghost(RunFile(Path(name), started, events, torn=False, bad_lines=()), feed.plan)
