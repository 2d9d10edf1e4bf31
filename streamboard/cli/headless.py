"""Run a plan without a screen."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from streamboard.board.caps import FOR_FIGURES
from streamboard.board.state import BoardState
from streamboard.cli.comparing_options import with_gates
from streamboard.cli.headless_options import Told
from streamboard.common.errors import EngineError
from streamboard.common.gc_tuning import paused, settle
from streamboard.comparing.gate_rulings import Judged, judged
from streamboard.comparing.sides import RunSide
from streamboard.feeds.process import EngineProcess
from streamboard.report.exit_code import ALL_COMPLETED, INTERRUPTED, NOT_SAVED, exit_code
from streamboard.report.export.catalogue import FORMAT
from streamboard.report.live.catalogue import WAY, Teller
from streamboard.report.live.forgiving import Forgiving
from streamboard.report.reported import Report, beside, reported
from streamboard.report.saved_answers import SavedAnswers
from streamboard.report.say import say
from streamboard.report.shortfalls import shortfalls
from streamboard.report.summary import print_summary
from streamboard.report.where_recorded import recorded
from streamboard.run import recording_paths
from streamboard.run.plan import RunPlan
from streamboard.run.reader import RunReader
from streamboard.safety.children import BOARD_S, end_within
from streamboard.safety.paths import shown
from streamboard.safety.sanitise import clean

_AT_ONCE = 5_000
"""Events of a recorded run folded at once."""


def run_headless(
    plan: RunPlan, *, record: Path | None, gguf: str | None, told: Told, baseline: RunSide | None = None
) -> int:
    """Run a plan and return the exit code; `baseline` is for gates that need one."""
    plan, saved = plan.unattended(), None
    try:
        if told.save_dir is not None:
            saved = SavedAnswers(told.save_dir, plan.streams, say)
        engine = EngineProcess(plan, record=record, gguf=gguf)
        try:
            settle()
            return _Headless(plan, engine, told, saved, baseline).run(record)
        finally:
            engine.close()
    finally:
        if saved is not None:
            saved.close()
        if record is not None:
            recording_paths.release(record)


def print_recorded(
    path: Path, gates: Sequence[str] = (), *, plain: bool, baseline: RunSide | None = None
) -> int:
    """Print a run's summary table, or sentences if `plain`; `gates` are judged beside its own."""
    with paused(), closing(RunReader(path)) as run:
        started = with_gates(run.started, gates)
        board = BoardState(started.plan, FOR_FIGURES)
        teller = WAY["plain"].teller(board, sys.stdout) if plain else None
        while not run.over:
            events = [started if event is run.started else event for event in run.read(_AT_ONCE)]
            if teller is None:
                board.apply_all(events)
                continue
            for event in events:  # The teller reads the board after each event.
                teller.take(board.fold_all([event]))
    if (end := run.end()) is not None:
        board.source_ended(end.message, end.advice)
        say(f"streamboard: {shown(path)}: {run.warning}")
    judgement = judged(board, baseline)
    if teller is not None:
        teller.finish(judgement)
    else:
        print_summary(board, sys.stdout, gates=judgement)
    return exit_code(board, judgement)


class _Headless:
    def __init__(
        self,
        plan: RunPlan,
        engine: EngineProcess,
        told: Told,
        saved: SavedAnswers | None,
        baseline: RunSide | None,
    ) -> None:
        self._engine = engine
        self._baseline = baseline
        self._told = told
        self._saved = saved
        self._board = BoardState(plan, FOR_FIGURES)
        self._teller = self._make_teller()
        self._interrupted = False

    def _make_teller(self) -> Teller | None:
        way = WAY[self._told.way]
        if self._told.quiet and way.name != "json":
            return None
        if self._told.summary is None:
            return way.teller(self._board, sys.stdout)
        return Forgiving(way.teller(self._board, sys.stderr, figures=False))

    def run(self, record: Path | None) -> int:
        # Not by the loop, which stands still while output blocks; and before it is made: Ctrl-C meanwhile
        # would leave half of one.
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            return asyncio.run(self._report(record))
        finally:
            signal.signal(signal.SIGINT, before)

    async def _report(self, record: Path | None) -> int:
        try:
            async for batch in self._engine.events():
                folded = self._board.fold_all(batch)
                if self._saved is not None:
                    self._saved.take(folded)
                if self._teller is not None:
                    self._teller.take(folded)
        except EngineError as error:
            self._board.source_ended(error.message, error.advice)
            say(f"streamboard: {error}")
        gates = judged(self._board, self._baseline)
        code = INTERRUPTED if self._interrupted else exit_code(self._board, gates)
        if self._teller is not None:
            self._teller.finish(gates)
        if self._told.summary is not None:
            sys.stdout.write(self._summary(self._told.summary, record, gates))
        self._say_what_is_kept(record)
        if self._told.quiet and code not in (ALL_COMPLETED, INTERRUPTED):
            for line in shortfalls(self._board, gates):
                say(f"streamboard: {line}")
        missing = self._saved.missing if self._saved is not None else 0
        return code if self._interrupted or not missing else NOT_SAVED

    def _summary(self, form: str, record: Path | None, gates: Sequence[Judged]) -> str:
        """The `report` of the run, and of its baseline."""
        name, baseline = self._board.plan.title if record is None else record.name, self._baseline
        report = Report([reported(name, self._board, gates)])
        if baseline is not None:
            report = Report([reported(name, self._board)], [beside(baseline, RunSide(name, (self._board,)))])
        text = FORMAT[form].text(report)
        return clean(text) if sys.stdout.isatty() else text

    def _say_what_is_kept(self, record: Path | None) -> None:
        """If quiet, say only that some are incomplete."""
        loud, saved = not self._told.quiet, self._saved
        if record is not None and (loud or self._board.recording_failed is not None):
            say(recorded(record, self._board, self._board.now))
        if saved is not None and (loud or saved.missing):
            say(saved.sentence)
        if loud and self._engine.log is not None:
            say(f"the SDK's log, prompts included: {shown(self._engine.log)}")

    def _interrupt(self, *_: object) -> None:
        """Stop the streams and report what was received; a second Ctrl-C exits at once."""
        if self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
        self._engine.close_input()
        end_within(BOARD_S, INTERRUPTED)  # The output's reader may have stopped.
        if not self._told.quiet:
            say("streamboard: stopping; Ctrl-C again leaves at once")
