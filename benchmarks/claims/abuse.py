"""What hostile streams, many streams and a slow terminal do to the others, on demand.

python -m benchmarks.claims.abuse [--rounds 3]

Twenty streams of 50 deltas/s run well on the board and are recorded. Beside them, or in the place of a
terminal that takes everything, is what each row names.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.harness import lag
from benchmarks.harness.command import Scale, main
from benchmarks.harness.lag import Measured
from benchmarks.harness.loads import Load, scratch, streamboard, write_prompt_set
from benchmarks.harness.processes import SourceProcess, source
from benchmarks.harness.table import Report, median
from benchmarks.harness.terminal import Terminal
from streamboard.board import quantile
from streamboard.run import runfile
from streamboard.run.events import StreamEnded

GOOD = Load(20, 50.0, 14.0)
MANY = Load(500, 5.0, 14.0)
PRESSES = 8
MOST_LAG_MS = 50
SLOW_BYTES_PER_S = 10_000
NOTE = (
    "Lag: of the streams that behave, from a second after all have begun. Key: from writing `?` until "
    "the help is seen, eight presses. Memory: the most that the board and the engine had. A hostile "
    "stream begins well and does its worst four seconds later."
)


class Abuse(NamedTuple):
    """One thing that is done to the board."""

    name: str
    load: Load = GOOD
    kind: str = ""
    """What the hostile server does."""
    streams: int = 1
    slow: bool = False
    """The terminal takes ten kilobytes a second."""


ABUSES = (
    Abuse("nothing"),
    Abuse("500 streams", load=MANY),
    Abuse("an event of 10 MB", kind="large"),
    Abuse("an event of a million lines", kind="lines"),
    Abuse("100,000 deltas at once", kind="burst"),
    Abuse("a byte a second to 200 streams", kind="drip", streams=200),
    Abuse("15 MB of nested lists", kind="nested"),
    Abuse("15 MB of empty lists", kind="empties"),
    Abuse("15 MB of empty lists and NaN", kind="not_numbers"),
    Abuse("events of as many values as may be", kind="heavy"),
    Abuse("a search result of 200,000 pages", kind="results"),
    Abuse("usage of 20,000 fields", kind="usage"),
    Abuse("a text of 11 MB with many escapes", kind="escapes"),
    Abuse("a text of 11 MB with half characters", kind="surrogates"),
    Abuse("unfinished events of 11 MB on 100 streams", kind="unfinished", streams=100),
    Abuse("90 MB of comments, packed", kind="comments"),
    Abuse("errors of 90 MB, packed, on 20 streams", kind="error_bomb", streams=20),
    Abuse("interim heads without end on 20 streams", kind="interim", streams=20),
    Abuse("a terminal of 10 kB/s", slow=True),
)
QUICK_ABUSES = tuple(abuse for abuse in ABUSES if abuse.kind in ("empties", "error_bomb"))


class Suffered(NamedTuple):
    """What came of it."""

    lag: Measured
    key_p50_ms: float
    key_p95_ms: float
    board_mb: float
    engine_mb: float
    ends: Counter[str]
    """How the hostile streams ended."""


def suffer(good: SourceProcess, bad: SourceProcess, folder: Path, abuse: Abuse, presses: int) -> Suffered:
    """Run a load with an abuse beside it."""
    good.forget()
    run_file = folder / "run.jsonl"
    run_file.unlink(missing_ok=True)
    hostile: dict[str, Any] = {
        "name": "hostile",
        "prompt": "Rain.",
        "endpoint": "bad",
        "model": abuse.kind,
        "repeat": abuse.streams,
        "limits": {"idle": "8s"},
    }
    prompt_set = write_prompt_set(
        folder,
        good.url,
        abuse.load.streams,
        abuse.load.order(),
        [hostile] if abuse.kind else [],
        endpoints={"bad": {"base_url": bad.url}},
    )
    with Terminal(streamboard(prompt_set, "--record", run_file)) as terminal:
        if abuse.slow:
            slow_down(terminal)
        terminal.run_until(lambda: len(good.said["request"]) == abuse.load.streams, "the requests")
        terminal.run_for(2.0)
        keys = [press(terminal) for _ in range(presses)]
        patience = abuse.load.seconds * 3 + 30
        terminal.run_until(lambda: len(good.said["finished"]) == abuse.load.streams, "the ends", patience)
        watch = terminal.watch
        watch.sample(now=True)
        terminal.run_for(9.0 if abuse.kind == "drip" else 1.0)
        terminal.send("q")
        terminal.wait_exit()
    ends = Counter(
        event.error.type if event.error else event.outcome
        for event in runfile.read(run_file).events
        if isinstance(event, StreamEnded) and int(event.stream[1:]) > abuse.load.streams
    )
    return Suffered(
        lag.summarise(lag.from_run_file(run_file)),
        quantile.percentile(keys, 50) or 0.0,
        quantile.percentile(keys, 95) or 0.0,
        watch.peak_rss("main") / 1e6,
        watch.peak_rss("engine") / 1e6,
        ends,
    )


def press(terminal: Terminal) -> float:
    """Milliseconds from `?` to the help."""
    terminal.run_for(random.uniform(0.2, 0.5))
    pressed = terminal.send("?")
    took = (terminal.wait_for_bytes(b"closes this") - pressed) / 1e6
    terminal.send("\x1b")
    terminal.run_for(0.4)
    return took


def slow_down(terminal: Terminal) -> None:
    """Have the terminal take no more than a slow line carries."""
    take = terminal.pump

    def slowly(seconds: float = 0.02, most: int = 200) -> bytes:
        data = take(seconds, most)
        time.sleep(len(data) / SLOW_BYTES_PER_S)
        return data

    terminal.pump = slowly  # type: ignore[method-assign]


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    report = Report("11", "Abuse, on 200x50", NOTE)
    with scratch() as folder, source() as good, source("benchmarks.harness.hostile") as bad:
        for abuse in QUICK_ABUSES if scale.quick else ABUSES:
            found = [suffer(good, bad, folder, abuse, PRESSES) for _ in range(scale.rounds)]
            lag_ms = median([each.lag.p99 for each in found])
            worst_ms = median([each.lag.worst for each in found])
            keys = median([each.key_p50_ms for each in found]), median([each.key_p95_ms for each in found])
            memory = [median([each.board_mb for each in found]), median([each.engine_mb for each in found])]
            report.add(f"{abuse.name}: lag, p99", lag_ms, "ms", at_most=MOST_LAG_MS)
            report.add(f"{abuse.name}: lag, worst", worst_ms, "ms", at_most=MOST_LAG_MS)
            report.say(f"{abuse.name}: key, p50 and p95", f"{keys[0]:,.0f} and {keys[1]:,.0f} ms")
            report.say(f"{abuse.name}: memory", f"{memory[0]:.0f} + {memory[1]:.0f} MB")
            if abuse.kind:
                ends = ", ".join(f"{count} {end}" for end, count in found[-1].ends.items())
                report.say(f"{abuse.name}: ended", ends)
    return [report]


if __name__ == "__main__":
    main(run)
