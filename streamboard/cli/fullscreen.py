"""Open the board on a new run or a recorded one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from streamboard.feeds.event_file import EventFile
from streamboard.feeds.process import EngineProcess
from streamboard.report.say import say
from streamboard.run import recording_paths
from streamboard.run.plan import RunPlan
from streamboard.safety.paths import is_there, shown
from streamboard.settings.memory import Habits

if TYPE_CHECKING:
    from streamboard.comparing.ghost import Beside

ENGINE_DIED = 1


def show_live(
    plan: RunPlan,
    *,
    record: Path | None,
    gguf: str | None,
    habits: Habits,
    pace: float | None = None,
    beside: Beside | None = None,
    slow: float | None = None,
) -> int:
    """Return 0 when the user left, 1 if the engine died, 128 + N after signal N.

    Args:
        record: The run file to write; None for none.
        pace: Characters per second at which texts are typed out; None shows them as they arrive.
        slow: How many times slower than real time; None for real time.
    """
    # Before importing the screen: the engine's longer imports then run in parallel.
    engine = EngineProcess(plan, record=record, keep_open=True, gguf=gguf)
    try:
        from streamboard.comparing.ghost import ALONE
        from streamboard.feeds.live import LiveFeed
        from streamboard.report.where_recorded import recorded
        from streamboard.tui.app import StreamboardApp

        app = StreamboardApp(LiveFeed(plan, engine, record), habits, pace=pace, beside=beside or ALONE)
        if slow is not None:
            app.board.playback.set_speed(1 / slow)
        code = app.run()
        if code is not None:  # None after a crash, which the look may have caused.
            habits.keep(app.look())
    finally:
        engine.close()
        if record is not None:
            recording_paths.release(record)
    if app.mishaps.report:
        say(app.mishaps.report)
    if record is not None:
        say(recorded(record, app.board.board, app.feed.now(), died=engine.died))
    if engine.log is not None and is_there(engine.log):
        say(f"the SDK's log, prompts included: {shown(engine.log)}")
    if engine.died:
        return code or ENGINE_DIED
    return code or app.return_code or 0


def show_replay(
    run: EventFile,
    speed: float,
    *,
    habits: Habits,
    pace: float | None = None,
    beside: Beside | None = None,
) -> int:
    from streamboard.comparing.ghost import ALONE
    from streamboard.feeds.replay import ReplayFeed
    from streamboard.tui.app import StreamboardApp

    app = StreamboardApp(ReplayFeed(run, speed), habits, pace=pace, beside=beside or ALONE)
    code = app.run()
    if app.mishaps.report:
        say(app.mishaps.report)
    if run.warning:
        say(f"streamboard: {shown(run.path)}: {run.warning}")
    return code or app.return_code or 0
