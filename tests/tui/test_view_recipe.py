"""A further view is a file and a line: nothing else has to know of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import streamboard as streamboard_package
from streamboard.tui.views import catalogue
from streamboard.tui.views.catalogue import VIEWS, ZOOM

from .conftest import Start
from .driving import ENDLESS

pytestmark = pytest.mark.slow

FILE = '''
from streamboard.tui.views.view import CanvasView


class EighthView(CanvasView):
    """Says what it is."""

    def paint(self):
        return [[("This is the eighth view.", self.palette.text)]]
'''
LINE = '    ViewSpec("eighth", "What a further view shows", "eighth.EighthView"),\n'
SHOWS = "This is the eighth view."


def test_every_view_has_a_part_of_its_document() -> None:
    document = (Path(__file__).parents[2] / "docs" / "views.md").read_text(encoding="utf-8")
    heads = [line.removeprefix("## ").lower() for line in document.splitlines() if line.startswith("## ")]
    assert heads == [*(f"{view.key} {view.name}" for view in VIEWS), f"z {ZOOM.name}"]


def test_the_page_on_settings_names_every_view() -> None:
    document = (Path(__file__).parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
    (listed,) = (line for line in document.splitlines() if line.startswith("view: "))
    assert listed.partition("# ")[2].split(", ") == [view.name for view in VIEWS]


def test_there_are_keys_for_nine_views_and_a_tenth_is_refused() -> None:
    text = Path(catalogue.__file__).read_text(encoding="utf-8")

    def with_more(*names: str) -> dict[str, Any]:
        lines = "".join(LINE.replace("eighth", name) for name in names)
        module: dict[str, Any] = {"__name__": "catalogue"}
        exec(text.replace("    MATRIX,\n)", f"    MATRIX,\n{lines})"), module)
        return module

    assert [spec.key for spec in with_more("eighth", "ninth")["VIEWS"]] == [*"123456789"]
    with pytest.raises(TypeError, match="there are 10 views"):
        with_more("eighth", "ninth", "tenth")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program lies with a view more."""
    package = tmp_path_factory.mktemp("source") / "streamboard"
    shutil.copytree(Path(streamboard_package.__file__).parent, package)
    views = package / "tui" / "views"
    (views / "eighth.py").write_text(FILE)
    listed = views / "catalogue.py"
    listed.write_text(listed.read_text().replace("    MATRIX,\n)", f"    MATRIX,\n{LINE})"))
    return package.parent


@pytest.fixture
def found_first(source: Path) -> str:
    return f"{source}{os.pathsep}{os.environ['PYTHONPATH']}"


def test_the_board_begins_with_it_by_the_settings(
    streamboard: Start, prompt_set: Callable[[str], Path], tmp_path: Path, found_first: str
) -> None:
    settings = tmp_path / "config.yaml"
    settings.write_text("view: eighth\n")
    board = streamboard(prompt_set(ENDLESS), "--config", settings, PYTHONPATH=found_first)
    board.wait_for(SHOWS)


def test_option_key_header_help_and_palette_have_it(
    streamboard: Start, prompt_set: Callable[[str], Path], found_first: str
) -> None:
    board = streamboard(prompt_set(ENDLESS), "--view", "eighth", PYTHONPATH=found_first)
    board.wait_for(SHOWS, "[8 eighth]")
    board.press_to_show("1", "river", "[1 panes]", " 8 ")
    board.press_to_show("8", SHOWS, "[8 eighth]")
    board.press("1", "?")
    board.wait_for("What a further view shows")
    board.press("esc")
    board.wait_until(lambda: "What a further view shows" not in board.text, "the help to be closed")
    board.press("ctrl+p", *"eighth")
    board.wait_for("View: eighth")
    board.press("enter")
    board.wait_for(SHOWS)


def test_settings_know_its_name_and_can_give_its_key_to_another(
    tmp_path: Path, prompt_set: Callable[[str], Path], found_first: str
) -> None:
    settings = tmp_path / "config.yaml"
    settings.write_text("view: eight\nkeys: {board.view_eight: f7}\n")
    command: list[str | Path] = [
        *(sys.executable, "-m", "streamboard"),
        *(prompt_set(ENDLESS), "--config", settings),
    ]
    environment = {**os.environ, "PYTHONPATH": found_first}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean `eighth`?" in done.stderr
    assert "did you mean `board.view_eighth`?" in done.stderr
