"""How a board starts: the engine first, for its imports take longest and run beside those of the screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LATER = ("board", "comparing", "figures", "session", "archive")
"""Rooms whose modules wait."""

WHEN_THE_ENGINE_STARTS = """
import sys
from streamboard.cli import main, running
from streamboard.feeds import process

class Started(BaseException): pass

def start(*_, **__):
    raise Started

process.EngineProcess.__init__ = start
running.without_screen = lambda _: False
try:
    main.cli.main([sys.argv[1], "--no-record"], standalone_mode=False)
except Started:
    print(*sys.modules)
"""


def test_the_engine_starts_before_anything_is_loaded_that_only_the_screen_needs(tmp_path: Path) -> None:
    prompts = tmp_path / "set.yaml"
    prompts.write_text("prompts: [hi]\nmodels: [m]\nendpoints: {x: {base_url: 'http://127.0.0.1:9'}}\n")
    done = subprocess.run(
        [sys.executable, "-c", WHEN_THE_ENGINE_STARTS, prompts], capture_output=True, text=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "streamboard.promptset.expand" in loaded, done.stderr
    assert not loaded & {"textual", "rich", "streamboard.tui.app"}
    assert not {name for name in loaded if name.startswith(tuple(f"streamboard.{room}." for room in LATER))}
