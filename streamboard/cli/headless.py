"""Run a plan without a screen: labelled lines or run events on standard output."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.common.errors import EngineError
from streamboard.common.gc_tuning import settle
from streamboard.feeds.process import EngineProcess
from streamboard.report.outcome import INTERRUPTED, exit_code
from streamboard.report.recorded import recorded
from streamboard.report.say import say
from streamboard.report.summary import print_summary
from streamboard.report.ways.catalogue import WAY, Way
from streamboard.run import recordings
from streamboard.run.plan import RunPlan
from streamboard.run.runfile import RunFile
from streamboard.safety.children import BOARD_S, end_within
from streamboard.safety.paths import shown


def run_headless(plan: RunPlan, *, record: Path | None, gguf: str | None, way: Way) -> int:
    """Run a plan to its end.

    Args:
        plan: What to run.
        record: Where to write the run file; None for none.
        gguf: The file of weights for the local model.
        way: How to report the run on standard output.

    Returns:
        The exit code.

    Raises:
        OutputError: Standard output cannot be written.
    """
    plan = plan.unattended()
    engine = EngineProcess(plan, record=record, gguf=gguf)
    try:
        settle()
        return _Headless(plan, engine, way).run(record)
    finally:
        engine.close()
        if record is not None:
            recordings.release(record)


def print_recorded(run: RunFile, *, plain: bool) -> int:
    """Print a recorded run as a summary table, or in sentences if `plain`; returns its exit code."""
    board = BoardState(run.started.plan, ON_SCREEN)
    teller = WAY["plain"].teller(board, sys.stdout) if plain else None
    for event in run.events:
        folded = board.fold_all([event])
        if teller is not None:
            teller.take(folded)
    if (end := run.end()) is not None:
        board.source_ended(end.message, end.advice)
        say(f"streamboard: {shown(run.path)}: {run.warning}")
    if teller is not None:
        teller.finish()
    else:
        print_summary(board, sys.stdout)
    return exit_code(board)


class _Headless:
    def __init__(self, plan: RunPlan, engine: EngineProcess, way: Way) -> None:
        self._engine = engine
        self._board = BoardState(plan, ON_SCREEN)
        self._teller = way.teller(self._board, sys.stdout)
        self._interrupted = False

    def run(self, record: Path | None) -> int:
        # Not by the loop, which does not run while the output is blocked. Set before there is a loop: an
        # exception within its making leaves half of one behind.
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            return asyncio.run(self._report(record))
        finally:
            signal.signal(signal.SIGINT, before)

    async def _report(self, record: Path | None) -> int:
        try:
            async for batch in self._engine.events():
                self._teller.take(self._board.fold_all(batch))
        except EngineError as error:
            self._board.source_ended(error.message, error.advice)
            say(f"streamboard: {error}")
        self._teller.finish()
        if record is not None:
            say(recorded(record, self._board, self._board.now))
        if self._engine.log is not None:
            say(f"the SDK's log, prompts included: {shown(self._engine.log)}")
        return INTERRUPTED if self._interrupted else exit_code(self._board)

    def _interrupt(self, *_: object) -> None:
        """Ctrl-C: stop the streams and report what was received. A second one leaves at once."""
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
        self._engine.close_input()
        end_within(BOARD_S, INTERRUPTED)  # Whoever reads the output may have stopped.
        say("streamboard: stopping; Ctrl-C again leaves at once")
