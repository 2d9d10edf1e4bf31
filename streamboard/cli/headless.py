"""Run a plan without a screen: labelled lines or run events on standard output."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Literal

import msgspec
from rich.console import Console

from streamboard.board.state import BoardState
from streamboard.errors import EngineError
from streamboard.feeds.process import EngineProcess
from streamboard.gc_tuning import settle
from streamboard.report.lines import LinePrinter
from streamboard.report.outcome import INTERRUPTED, SOME_DID_NOT, exit_code
from streamboard.report.plain import PlainTeller
from streamboard.report.plainsummary import plain_summary
from streamboard.report.say import say
from streamboard.report.summary import summary
from streamboard.run.codec import encode
from streamboard.run.events import Event
from streamboard.run.plan import RunPlan, Start
from streamboard.run.runfile import RunFile
from streamboard.sanitise import clean

_ANY_WIDTH = 10_000
"""Columns of the summary where no terminal says how many there are."""
BROKEN_PIPE = 128 + signal.SIGPIPE


Output = Literal["lines", "plain", "json"]
"""Labelled lines and a table, sentences to be read aloud, or run events."""


def run_headless(plan: RunPlan, *, record: Path | None, gguf: str | None, output: Output) -> int:
    """Run a plan to its end.

    Args:
        plan: What to run.
        record: The run file to create.
        gguf: Weights for the local model.
        output: What is printed.

    Returns:
        The exit code.
    """
    if plan.start.mode == "by-hand":  # There is no hand.
        plan = msgspec.structs.replace(plan, start=Start())
    engine = EngineProcess(plan, record=record, gguf=gguf)
    try:
        settle()
        return asyncio.run(_Headless(plan, engine, output).run(record))
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        say(f"streamboard: the output cannot be written: {error.strerror}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOME_DID_NOT
    finally:
        engine.close()


def _columns() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def print_summary(board: BoardState) -> None:
    """Print the table of a run to standard output, as wide as the terminal; in a pipe as wide as it is."""
    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else _ANY_WIDTH)
    console.print(summary(board, console.width))


def print_recorded(run: RunFile, *, plain: bool) -> int:
    """Print what came of a recorded run: as a table, or told in sentences. Returns its exit code."""
    board = BoardState(run.started.plan)
    teller = PlainTeller(board, print) if plain else None
    for event in run.events:
        board.apply(event)
        if teller is not None:
            teller.take([event])
    if (end := run.end()) is not None:
        board.source_ended(end.message, end.advice)
        say(f"streamboard: {run.path}: {run.warning}")
    (print_plain_summary if plain else print_summary)(board)
    return exit_code(board)


def print_plain_summary(board: BoardState) -> None:
    """Print the figures of a run in sentences to standard output."""
    for sentence in plain_summary(board):
        print(sentence)


class _Headless:
    def __init__(self, plan: RunPlan, engine: EngineProcess, output: Output) -> None:
        self._engine = engine
        self._output = output
        self._board = BoardState(plan)
        self._lines = (
            PlainTeller(self._board, print)
            if output == "plain"
            else LinePrinter(self._board, print, _columns())
        )
        self._interrupted = False

    async def run(self, record: Path | None) -> int:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._interrupt)
        try:
            async for batch in self._engine.events():
                self._take(batch)
        except EngineError as error:
            self._board.source_ended(error.message, error.advice)
            say(f"streamboard: {error}")
        if self._output == "plain":
            print_plain_summary(self._board)
        elif self._output == "lines":
            print()
            print_summary(self._board)
        if record is not None and not self._board.recording_failed:
            say(f"recorded in {record}")
        if self._engine.log is not None:
            say(f"the SDK's log, prompts included: {self._engine.log}")
        return INTERRUPTED if self._interrupted else exit_code(self._board)

    def _take(self, batch: list[Event]) -> None:
        self._board.apply_all(batch)
        if self._output == "json":
            lines = b"".join(map(encode, batch))
            # JSON escapes some control characters and not others: on a terminal none may pass.
            sys.stdout.buffer.write(clean(lines.decode()).encode() if sys.stdout.isatty() else lines)
            sys.stdout.buffer.flush()
        else:
            self._lines.take(batch)
            sys.stdout.flush()

    def _interrupt(self) -> None:
        """Ctrl-C: stop the streams, keep and report what came. A second one does not wait."""
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
        say("streamboard: stopping; Ctrl-C again leaves at once")
        self._engine.close_input()
