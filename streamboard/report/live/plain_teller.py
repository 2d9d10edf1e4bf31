"""A run in whole sentences, one per line, for screen readers and short logs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamboard.board.deltas import CHARS_PER_TOKEN
from streamboard.board.phases_and_ends import COUNTS, FAILED, VERDICTS, Count, Tone, end_of
from streamboard.board.state import BoardState, Folded
from streamboard.board.stream import StreamState
from streamboard.common import spoken
from streamboard.figures.catalogue import FIGURE
from streamboard.report.checks import checks_spoken
from streamboard.report.live.sentence_splitter import PARAGRAPH, Sentences
from streamboard.report.live.teller_parts import Afterwords, Substitutes, lines_of, why_it_ended
from streamboard.run import content
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    EndpointHeld,
    EndpointState,
    Event,
    RecordingFailed,
    RetryScheduled,
    StreamEnded,
    StreamEvent,
)
from streamboard.run.message import Change
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean, clean_line

MANY = 8
"""With more streams only totals and the first failures are told, and no text."""
TOTALS_EVERY_NS = 5 * SECOND
PATIENCE_NS = 2 * SECOND
"""Silence after which another stream may speak."""
MOST_WAITING = 1_000
"""Sentences of a stream queued until another has finished its paragraph."""
_TROUBLES_TOLD = 5
_TOLD: tuple[Tone, ...] = ("live", "quiet", "trouble")
"""The order of the counts."""


class PlainTeller:
    """One stream speaks at a time, until its paragraph ends."""

    def __init__(self, board: BoardState, write: Callable[[str], None]) -> None:
        """`board` must have folded the events; `write` takes a line without its newline."""
        self._board = board
        self._write = write
        self._texts: dict[str, Sentences] = {}
        self._waiting: dict[str, list[str]] = {}
        self._heard: dict[str, int] = {}
        """When each stream last brought text."""
        self._floor: str | None = None
        """The stream that may speak."""
        self._speaker: str | None = None
        """The stream of the last line."""
        self._begun: set[tuple[str, int, str]] = set()
        self._substitutes = Substitutes(board)
        self._afterwords = Afterwords(board)
        self._troubles = 0
        self._totals_at = 0
        self._totals = ""

    def take(self, folded: Iterable[Folded]) -> None:
        for event, changes in folded:
            self._remark(self._substitutes.news(event))
            match event:
                case EndpointState(state="ready" | "failed"):
                    self._endpoint(event)
                case EndpointHeld():
                    name, wait = clean_line(event.endpoint), spoken.duration(max(event.until_ns - event.t, 0))
                    self._say(f"{name} takes no requests for {wait}: {_words(event.reason)}")
                case RecordingFailed():
                    self._say(f"The run is no longer recorded: {clean_line(event.message)}")
                case _ if len(self._board.streams) > MANY:
                    self._of_many(event)
                case _:
                    for change in changes:
                        self._answer(event, change)  # type: ignore[arg-type]
                    self._of_few(event)

    def _of_few(self, event: Event) -> None:
        match event:
            case ApiEvent():
                if words := self._afterwords.news(event):
                    self._finish_text(event.stream)
                    self._say(f"{self._name(event.stream)}: {words}")
            case RetryScheduled():
                wait = spoken.duration(event.delay_ns)
                self._say(
                    f"{self._name(event.stream)} is tried again in {wait}, as attempt {event.next_attempt} "
                    f"of {event.last_attempt}: {_words(event.reason)}"
                )
            case AttemptEnded():
                self._finish_text(event.stream)
            case StreamEnded():
                self._finish_text(event.stream)
                self._end(event)

    def _of_many(self, event: Event) -> None:
        if self._troubles < _TROUBLES_TOLD and self._tell_trouble(event):
            self._troubles += 1
            if self._troubles == _TROUBLES_TOLD:
                self._say("Further troubles are only counted")
        if event.t - self._totals_at >= TOTALS_EVERY_NS:
            self._totals_at = event.t
            words = totals_so_far(self._board, event.t)
            if words != self._totals:
                self._totals = words
                self._say(f"After {spoken.duration(event.t)} {words}")

    def _tell_trouble(self, event: Event) -> bool:
        """Includes failures behind whole answers; False if there was none."""
        if isinstance(event, StreamEnded) and event.error is not None:
            self._end(event)
        elif isinstance(event, ApiEvent) and (words := self._afterwords.news(event)):
            self._say(f"{self._name(event.stream)}: {words}")
        else:
            return False
        return True

    # -- announcements

    def _endpoint(self, event: EndpointState) -> None:
        name, detail = clean_line(event.endpoint), clean_line(event.detail)
        why = f", {clean_line(event.reason)}" if event.reason else ""
        if event.state == "failed":
            self._say(f"The endpoint {name} cannot be used: {detail}{why}")
            return
        self._say(f"The endpoint {name} is ready: {detail}{why}")
        if event.simulated:
            self._say("No model answers; the answers are simulated")

    def _end(self, event: StreamEnded) -> None:
        stream = self._board.streams.get(event.stream)
        if stream is None:
            return
        took, told = FIGURE["took"].of(stream, event.t).value, end_of(event.outcome).told
        if stream.well:
            self._say(f"{self._name(event.stream)} {told}: {figures(stream, event.t)}")
            self._tell_checks(stream)
            return
        after = f" after {spoken.duration(took)}" if took is not None else ""
        why, advice = why_it_ended(stream, event.error)
        self._say(f"{self._name(event.stream)} {told}{after}{': ' if why else ''}{why}")
        if advice:
            self._say(advice)
        self._tell_checks(stream)

    def _tell_checks(self, stream: StreamState) -> None:
        for number, words in enumerate(checks_spoken(stream)):
            self._say(words if number else f"{self._name(stream.plan.id)}: {words}")

    def _close(self, stream_id: str, change: Change) -> None:
        """Announces a block unless it is text, and the sources of one that cites."""
        block = change.closed
        if block is None:
            return
        name = self._name(stream_id)
        if block.kind == "thinking" and block.chars:
            self._say(f"{name} thought for {spoken.tokens(block.chars // CHARS_PER_TOKEN, estimated=True)}")
        elif block.kind not in ("text", "thinking"):
            title = _words(content.title_of(block.kind, block.name))
            details = clean_line("; ".join(lines_of(block)))
            self._say(f"{name} brings {title}{': ' if details else ''}{details}")
        for number, note in enumerate(block.notes, 1):
            self._say(f"Source {number} of {name}: {clean_line(note)}")

    # -- answers

    def _answer(self, event: StreamEvent | ApiEvent, change: Change) -> None:
        self._close(event.stream, change)
        if change.text and change.kind in ("text", "thinking"):
            self._begins(event, change.kind)
        if change.text and change.kind == "text":
            found = self._texts.setdefault(event.stream, Sentences()).add(clean(change.text))
            self._waiting.setdefault(event.stream, []).extend(found)
            self._heard[event.stream] = event.t
            self._give_the_floor(event.stream, event.t)

    def _begins(self, event: StreamEvent | ApiEvent, kind: str) -> None:
        begun = (event.stream, event.attempt, kind)
        stream = self._board.streams.get(event.stream)
        attempt = stream.attempt(event.attempt) if stream is not None else None
        if begun in self._begun or attempt is None or attempt.zero is None:
            return
        self._begun.add(begun)
        verb = "answer" if kind == "text" else "think"
        after = spoken.duration(event.t - attempt.zero)
        self._say(f"{self._name(event.stream)} began to {verb} after {after}")

    def _give_the_floor(self, stream_id: str, now: int) -> None:
        """A stream may speak if no other does, the speaker is silent, or it has much to say."""
        holder, much = self._floor, len(self._waiting.get(stream_id, ())) > MOST_WAITING
        if holder is None or much or now - self._heard.get(holder, 0) > PATIENCE_NS:
            self._floor = stream_id
        while self._floor is not None and self._speak(self._floor):
            # A paragraph has ended: the stream with most to say is next.
            others = {name: said for name, said in self._waiting.items() if said and name != self._floor}
            self._floor = max(others, key=lambda name: len(others[name]), default=None)

    def _speak(self, stream_id: str) -> bool:
        """Write the queued sentences; return whether they end a paragraph."""
        said = self._waiting.pop(stream_id, [])
        for sentence in said:
            if sentence != PARAGRAPH:
                # Only a new speaker is named.
                prefix = "" if self._speaker == stream_id else f"{self._name(stream_id)}: "
                self._write(f"{prefix}{sentence}")
                self._speaker = stream_id
        return bool(said) and said[-1] == PARAGRAPH

    def _finish_text(self, stream_id: str) -> None:
        text = self._texts.pop(stream_id, None)
        if text is not None:
            self._waiting.setdefault(stream_id, []).extend(text.rest())
        self._speak(stream_id)
        if self._floor == stream_id:
            self._floor = None

    def finish(self) -> None:
        """Flush streams whose events stopped coming."""
        self._remark(self._substitutes.rest())
        if len(self._board.streams) > MANY:
            return
        for stream_id, stream in self._board.streams.items():
            for change in stream.current.message.close() if stream.current is not None else ():
                self._close(stream_id, change)
            self._finish_text(stream_id)

    def _remark(self, words: str) -> None:
        if words:
            self._say(words)

    def _say(self, words: str) -> None:
        self._speaker = None
        self._write(spoken.sentence(words))

    def _name(self, stream_id: str) -> str:
        stream = self._board.streams.get(stream_id)
        return clean_line(stream.plan.name if stream is not None else stream_id)


def _words(name: str) -> str:
    """`overloaded error` for `overloaded_error`."""
    return clean_line(name).replace("_", " ")


def figures(stream: StreamState, now: int) -> str:
    """`22 tokens in 3.1 seconds, 29.9 tokens a second`, as far as known."""
    if stream.shown is None:
        return "no answer"
    tokens, took, speed = (
        FIGURE[tag].of(stream, now) for tag in ("output_tokens", "took", "tokens_per_second")
    )
    words = "no tokens"
    if tokens.value is not None:
        words = spoken.tokens(int(tokens.value), estimated=tokens.estimated)
    words += f" in {spoken.duration(took.value)}" if took.value is not None else ""
    rate = speed.settled
    return f"{words}, {spoken.rate(rate)}" if rate is not None else words


def totals_so_far(board: BoardState, now: int) -> str:
    """`40 of 64 streams are done, 20 are answering and 1 failed`."""
    totals = board.totals(now)
    done = {verdict.name: totals.counts[verdict.name] for verdict in VERDICTS if verdict is not FAILED}
    others = sorted(
        (count for count in COUNTS if count.name not in done), key=lambda one: _TOLD.index(one.tone)
    )
    numbers: dict[Count, int] = {}
    for count in others:
        # Queued and unstarted streams are counted together.
        alike = next((known for known in numbers if known.one == count.one), count)
        numbers[alike] = numbers.get(alike, 0) + totals.counts[count.name]
    words = [count.of(number) for count, number in numbers.items() if number]
    return spoken.listed([f"{sum(done.values())} of {totals.streams} streams are done", *words])
