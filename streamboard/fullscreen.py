"""Open the board: on a run that starts now, or on a recorded one."""

from __future__ import annotations

from pathlib import Path

from streamboard.engine.process import EngineProcess
from streamboard.plan import RunPlan
from streamboard.report.say import say
from streamboard.runfile import RunFile

ENGINE_DIED = 1


def show_live(plan: RunPlan, *, record: Path | None, gguf: str | None) -> int:
    """Run a plan on the board.

    Returns:
        The exit code: 0 when the user left, 1 if the engine had died, 128 and a signal's number after one.
    """
    # Before the screen is imported: the engine's own imports take longer and go on beside.
    engine = EngineProcess(plan, record=record, keep_open=True, gguf=gguf)
    try:
        from streamboard.tui.app import StreamboardApp
        from streamboard.tui.bridge import LiveFeed

        app = StreamboardApp(LiveFeed(plan, engine, record))
        code = app.run()
        died = not engine.running
    finally:
        engine.close()
    if record is not None and record.exists():
        say(f"recorded in {record}{', up to where the engine died' if died else ''}")
    if engine.log is not None and engine.log.exists():
        say(f"the SDK's log, prompts included: {engine.log}")
    if died:
        return code or ENGINE_DIED
    return code or app.return_code or 0


def show_replay(run: RunFile, speed: float) -> int:
    """Show a recorded run on the board."""
    from streamboard.tui.app import StreamboardApp
    from streamboard.tui.bridge import ReplayFeed

    app = StreamboardApp(ReplayFeed(run, speed))
    code = app.run()
    if run.warning:
        say(f"streamboard: {run.path}: {run.warning}")
    return code or app.return_code or 0
