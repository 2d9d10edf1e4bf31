"""Every prompt set that a page shows is one; those of its reference are tested with the prompt sets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streamboard.promptset import parse

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted({*(ROOT / "docs").glob("*.md")} - {ROOT / "docs" / "prompt-set.md"})]
SETS = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    for number, block in enumerate(
        re.findall(r"^```yaml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE), 1
    )
    if re.search(r"^prompts:", block, re.MULTILINE)
]


def test_there_are_some() -> None:
    assert len(SETS) >= 3


@pytest.mark.parametrize("text", SETS)
def test_it_loads(text: str) -> None:
    assert parse(text).streams
