"""What docs/library.md and the README show of the library does what is said of it."""

from __future__ import annotations

import io
import re
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("warm")

ROOT = Path(__file__).parents[2]
QUICK = "sim: {ttft: 0, rate: 2000, jitter: 0}"
SET = f"defaults: {{max_tokens: 20, {QUICK}}}\nprompts: [Say one thing., Say another.]\n"


def snippets(page: str) -> list[str]:
    """The programs on a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def said(snippet: str, folder: Path) -> list[str]:
    """What a program prints in a folder that has the set which it names."""
    (folder / "prompts").mkdir()
    (folder / "prompts" / "demo.yaml").write_text(SET)
    with chdir(folder), redirect_stdout(io.StringIO()) as out:
        exec(compile(snippet, "snippet", "exec"), {"__name__": "__main__"})
    return out.getvalue().splitlines()


def test_a_set_is_collected(tmp_path: Path) -> None:
    collect, _ = snippets("docs/library.md")
    *streams, figures = said(collect, tmp_path)
    assert [line.split()[:2] for line in streams] == [
        ["say-one-thing", "max_tokens"],
        ["say-another", "max_tokens"],
    ]
    assert all(re.fullmatch(r"\S+ \S+ \d+ .+", line) for line in streams)
    assert "'wall_ms'" in figures


def test_a_prompt_is_asked_in_rounds_and_its_answers_saved(sim_url: str, tmp_path: Path) -> None:
    _, asked = snippets("docs/library.md")
    here = f'url="{sim_url}", models=["sim:ttft=0,rate=2000,jitter=0"]'
    (line,) = said(asked.replace('endpoint="sim"', here), tmp_path)
    assert re.fullmatch(r"\d+(\.\d+)? ", line)
    assert len([*(tmp_path / "answers").iterdir()]) == 3


def test_the_readme_collects_a_set_and_sees_its_events(tmp_path: Path) -> None:
    (readme,) = snippets("README.md")
    first, second, *events = said(readme, tmp_path)
    assert first.split()[1] == second.split()[1] == "max_tokens"
    assert events[0].startswith("RunStarted(")
    assert events[-1].startswith("RunFigures(")
