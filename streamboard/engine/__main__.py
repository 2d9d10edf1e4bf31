"""The engine process: commands on standard input, run events on standard output, as JSON Lines."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import msgspec

from streamboard.common.errors import RunFileError
from streamboard.common.gc_tuning import pause, settle
from streamboard.common.open_files import raise_limit
from streamboard.common.quiet import ignore_warnings
from streamboard.engine import sdk_log
from streamboard.engine.clock import RunClock
from streamboard.engine.pipes import PipeOutput, open_input
from streamboard.engine.recorder import Recorder
from streamboard.engine.run import Run
from streamboard.engine.writer import EventWriter
from streamboard.run.commands import (
    AnyCommand,
    ListModels,
    PlanStream,
    RemoveStream,
    RunAgain,
    RunAllAgain,
    StartRun,
    StopAll,
    StopStream,
    Vote,
    decode_command,
)
from streamboard.safety.children import ENGINE_S, end_with_parent, end_within
from streamboard.safety.redaction import keep_secrets_of


async def main() -> int:
    keep_secrets_of(os.environ)
    end_with_parent(ENGINE_S)
    raise_limit()
    pause()  # Until the endpoints are open: the first of them imports the SDK.
    reader = await open_input()
    line = await reader.readline()
    try:
        start = decode_command(line)
    except msgspec.DecodeError as error:
        print(f"streamboard.engine: the first line must be a start command: {error}", file=sys.stderr)
        return 2
    if not isinstance(start, StartRun):
        print("streamboard.engine: the first line must be a start command", file=sys.stderr)
        return 2
    sdk_log.start(start.log)
    clock = RunClock()
    output = await PipeOutput.open()
    recorder, problem = _open_recorder(start.record)
    writer = EventWriter(clock, output, recorder, problem)
    run = Run(start.plan, clock, writer.emit, gguf=start.gguf, prepare=settle, waiting=lambda: output.waiting)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _terminate, run)
    listener = asyncio.create_task(_listen(reader, run))
    try:
        async with run:
            await run.wait(keep_open=start.keep_open)
    finally:
        listener.cancel()
        writer.close()
        await output.close()
    return 0


def _terminate(run: Run) -> None:
    end_within(ENGINE_S)
    run.end("stopped")


async def _listen(reader: asyncio.StreamReader, run: Run) -> None:
    """Obey commands until the input ends, as our parent is gone."""
    try:
        async for line in reader:
            try:
                obey(decode_command(line), run)
            except msgspec.DecodeError as error:
                print(f"streamboard.engine: not a command: {error}", file=sys.stderr)
    except (OSError, ValueError) as error:  # A broken pipe, or a line beyond the limit.
        print(f"streamboard.engine: no more commands: {error}", file=sys.stderr)
    run.end("input_closed")


def obey(command: AnyCommand, run: Run) -> None:
    match command:
        case StopStream(stream):
            run.tasks.stop(stream)
        case StopAll():
            run.tasks.stop_all()
        case RunAgain(stream):
            run.tasks.again(stream)
        case RunAllAgain(mode):
            run.tasks.again_all(mode)
        case PlanStream(plan, start):
            run.plan_stream(plan, run=start)
        case RemoveStream(stream):
            run.tasks.remove(stream)
        case ListModels():
            run.list_models()
        case Vote(among, winner):
            run.vote(among, winner)
        case StartRun():
            pass  # A second run needs its own engine.


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Use uvloop if the extra `fast` is installed: a sixth less CPU time per delta."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _open_recorder(path: str | None) -> tuple[Recorder | None, str]:
    """Also return a problem, which does not stop the run."""
    if path is None:
        return None, ""
    try:
        return Recorder(Path(path)), ""
    except RunFileError as error:
        return None, error.message


def _run() -> int:
    try:
        # Never closed: that would join threads, which a name lookup may hold for long.
        return asyncio.Runner(loop_factory=loop_factory()).run(main())
    except Exception:
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    ignore_warnings()
    code = _run()
    sys.stderr.flush()
    os._exit(code)  # Does not join threads, either.
