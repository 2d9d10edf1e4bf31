"""docs/streaming.md: its snippets run against the simulated server, and its streams are in its set."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml

from streamboard.run.reserved_names import API_EVENTS
from streamboard.tui.keys.key_names import shown
from streamboard.tui.screen.action_order import ACTIONS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "streaming.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
PYTHON = [block for language, block in BLOCKS if language == "python"]
CURL = next(block for language, block in BLOCKS if language == "sh" and block.startswith("curl"))
SET = yaml.safe_load((ROOT / "prompts" / "streaming.yaml").read_text(encoding="utf-8"))
QUICK = "ttft=0,rate=2000,jitter=0"
NEEDED_KEYS = ("tab", "z", "r", "e", "L", ";", "I", "t", "x", "R", "3", "O", "i", "w")


def of_this_server(block: str, url: str) -> str:
    """A snippet that asks a server of the test, which writes fast."""
    block = block.replace("http://127.0.0.1:8017", url).replace('"model": "sim"', f'"model": "sim:{QUICK}"')
    return block.replace("sim:rate=5", f"sim:{QUICK}")


def said(sim_url: str, folder: Path) -> list[str]:
    """What each of the snippets in Python prints, run in their order as one script."""
    quick = [one | {"sim": one["sim"] | {"ttft": 0, "rate": 2000}} for one in SET["prompts"][:2]]
    (folder / "prompts").mkdir()
    (folder / "prompts" / "streaming.yaml").write_text(yaml.safe_dump(SET | {"prompts": quick}))
    names: dict[str, Any] = {}
    printed = []
    with chdir(folder):
        for block in PYTHON:
            with redirect_stdout(io.StringIO()) as out:
                exec(compile(of_this_server(block, sim_url), "streaming.md", "exec"), names)
            printed.append(out.getvalue())
    return printed


def test_the_snippets_in_python_do_what_is_said_of_them(sim_url: str, tmp_path: Path) -> None:
    client, events, helper, figures, broken_off, together = said(sim_url, tmp_path)
    assert client == ""
    assert events.split()[0] == "message_start"
    assert events.split()[-2:] == ["message_delta", "message_stop"]
    assert set(events.split()) <= API_EVENTS
    assert re.search(r"\w\W*(end_turn|max_tokens) \d+$", helper.strip())
    (_, ttft, same), (_, thought, output) = (line.rsplit(" ", 2) for line in figures.splitlines())
    assert int(ttft) == int(same)
    assert int(thought) <= int(output)  # Equal where a busy machine reads both at once.
    assert broken_off.strip()
    assert all(word in together for word in ("rain", "snow", "hail"))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_wire_is_seen_without_streamboard(sim_url: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", of_this_server(CURL, sim_url)], capture_output=True, text=True, timeout=60
    )
    names = re.findall(r"^event: (.*)$", ran.stdout, re.MULTILINE)
    data = [json.loads(line) for line in re.findall(r"^data: (.*)$", ran.stdout, re.MULTILINE)]
    assert (names[0], names[-1]) == ("message_start", "message_stop")
    assert [event["type"] for event in data] == names
    assert "\n\n" in ran.stdout


def test_its_streams_are_in_the_set() -> None:
    named = {prompt["name"] for prompt in SET["prompts"]}
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    told = {" ".join(words.split()) for words in re.findall(r"`([^`]+)`", prose)}
    assert named <= told
    assert SET["wire"]
    assert SET["start"] == "by-hand"


@pytest.mark.parametrize("key", NEEDED_KEYS)
def test_its_keys_are_keys_of_the_board(key: str) -> None:
    assert f"`{key}`" in TEXT
    assert key in {shown(name) for action in ACTIONS for name in action.keys.split(",")}
