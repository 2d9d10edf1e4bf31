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
from streamboard.comparing.judging import judged
from streamboard.comparing.sides import RunSide
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


def run_headless(
    plan: RunPlan, *, record: Path | None, gguf: str | None, way: Way, baseline: RunSide | None = None
) -> int:
    """Run a plan to its end.

    Args:
        plan: What to run.
        record: Where to write the run file; None for none.
        gguf: The file of weights for the local model.
        way: How to report the run on standard output.
        baseline: What its gates with a baseline are held against.

    Returns:
        The exit code.

    Raises:
        OutputError: Standard output cannot be written.
    """
    plan = plan.unattended()
    engine = EngineProcess(plan, record=record, gguf=gguf)
    try:
        settle()
        return _Headless(plan, engine, way, baseline).run(record)
    finally:
        engine.close()
        if record is not None:
            recordings.release(record)


def print_recorded(run: RunFile, *, plain: bool, baseline: RunSide | None = None) -> int:
    """Print a recorded run as a summary table, or in sentences if `plain`; returns its exit code.

    Args:
        run: The run.
        plain: Whether in sentences.
        baseline: What its gates with a baseline are held against.
    """
    board = BoardState(run.started.plan, ON_SCREEN)
    teller = WAY["plain"].teller(board, sys.stdout) if plain else None
    for event in run.events:
        folded = board.fold_all([event])
        if teller is not None:
            teller.take(folded)
    if (end := run.end()) is not None:
        board.source_ended(end.message, end.advice)
        say(f"streamboard: {shown(run.path)}: {run.warning}")
    gates = judged(board, baseline)
    if teller is not None:
        teller.finish(gates)
    else:
        print_summary(board, sys.stdout, gates=gates)
    return exit_code(board, gates)


class _Headless:
    def __init__(self, plan: RunPlan, engine: EngineProcess, way: Way, baseline: RunSide | None) -> None:
        self._engine = engine
        self._baseline = baseline
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
        gates = judged(self._board, self._baseline)
        self._teller.finish(gates)
        if record is not None:
            say(recorded(record, self._board, self._board.now))
        if self._engine.log is not None:
            say(f"the SDK's log, prompts included: {shown(self._engine.log)}")
        return INTERRUPTED if self._interrupted else exit_code(self._board, gates)

    def _interrupt(self, *_: object) -> None:
        """Ctrl-C: stop the streams and report what was received. A second one leaves at once."""
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
        self._engine.close_input()
        end_within(BOARD_S, INTERRUPTED)  # Whoever reads the output may have stopped.
        say("streamboard: stopping; Ctrl-C again leaves at once")
