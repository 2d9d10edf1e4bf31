"""Who imports whom, in a clean interpreter and in the source."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import streamboard

PACKAGE = Path(streamboard.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 350
MOST_METHODS = 25

LISTING = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name.removesuffix(".*"))
    if name.endswith(".*"):
        for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(*names: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after importing these."""
    done = subprocess.run(
        [sys.executable, "-c", LISTING, *names], capture_output=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout))


@pytest.mark.slow
def test_the_engine_never_loads_the_screen() -> None:
    loaded = loaded_by("streamboard.wire.*", "streamboard.engine.*", "streamboard.engine.__main__")
    assert not loaded & {"textual", "rich", "click", "uvicorn", "starlette", "pydantic_settings"}
    assert "anthropic" in loaded  # Else this test would hold by accident.


@pytest.mark.slow
def test_the_board_never_loads_the_sdk() -> None:
    loaded = loaded_by("streamboard.tui.*", "streamboard.cli.*")
    assert not loaded & {"anthropic", "httpx2", "httpx", "aiohttp", "uvicorn", "starlette"}
    assert "textual" in loaded


@pytest.mark.slow
def test_the_command_line_loads_nothing_heavy_before_it_is_needed() -> None:
    heavy = {"textual", "rich", "anthropic", "httpx2", "aiohttp", "pydantic", "yaml", "uvicorn", "msgspec"}
    assert not loaded_by("streamboard.cli.main", "streamboard.cli.commands.*") & heavy


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["streamboard.run.*", "streamboard.feeds.*", "streamboard.promptset.*"],
)
def test_contracts_load_neither_sdk_nor_screen(name: str) -> None:
    assert not loaded_by(name) & {"textual", "rich", "anthropic", "httpx2", "aiohttp", "uvicorn", "starlette"}


@pytest.mark.slow
def test_the_board_state_and_reports_load_no_screen_of_textual_and_no_engine() -> None:
    assert not loaded_by("streamboard.board.*", "streamboard.figures.*", "streamboard.report.*") & {
        "textual",
        "anthropic",
        "httpx2",
    }


@cache
def tree_of(module: Path) -> ast.Module:
    """What a file says."""
    return ast.parse(module.read_text(encoding="utf-8"))


@cache
def imported(module: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def importers(*packages: str) -> set[str]:
    return {
        str(module.relative_to(PACKAGE))
        for module in MODULES
        if any(
            name == package or name.startswith(f"{package}.")
            for name in imported(module)
            for package in packages
        )
    }


@pytest.mark.slow
def test_only_the_wire_mentions_the_sdk_and_what_is_beneath_it() -> None:
    assert all(name.startswith("wire/") for name in importers("anthropic", "httpx2", "aiohttp"))


def test_only_the_tui_mentions_textual() -> None:
    assert all(name.startswith("tui/") for name in importers("textual"))


def test_the_arrows_between_the_rooms_go_down_only(capsys: pytest.CaptureFixture[str]) -> None:
    """The contracts of `[tool.importlinter]`; each module of the package has to stand in one of them."""
    kept = lint_imports(config_filename=str(PACKAGE.parent / "pyproject.toml"), no_cache=True) == 0
    assert kept, capsys.readouterr().out


def test_the_document_of_the_architecture_has_each_room_on_its_floor() -> None:
    root = PACKAGE.parent
    floors = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    held = {
        room: len(floors) - place
        for place, floor in enumerate(floors)
        for room in floor.split(" | ")
        if room != "__main__"
    }
    document = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = {
        room: int(floor) for floor, room in re.findall(r"^\| (\d+) \| `(\w+)` \|", document, re.MULTILINE)
    }
    assert told == held


def test_a_file_has_one_subject_and_a_class_is_not_the_whole_program() -> None:
    long = {
        str(module.relative_to(PACKAGE)): lines
        for module in MODULES
        if (lines := module.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert not long
    large = {
        node.name: methods
        for module in MODULES
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.ClassDef)
        and (methods := sum(isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) for each in node.body))
        > MOST_METHODS
    }
    assert not large


def test_no_two_public_classes_share_a_name() -> None:
    """A traceback, a search and a mypy error say the name alone."""
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(module.relative_to(PACKAGE)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_workers_get_functions_as_a_coroutine_would_be_lost_with_a_task_that_never_ran() -> None:
    """Textual takes both; `run_beside` takes functions only."""
    callers = {
        str(module.relative_to(PACKAGE))
        for module in MODULES
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Attribute) and node.attr == "run_worker"
    }
    assert callers == {"tui/workers.py"}


def test_a_sentence_stands_in_one_file() -> None:
    """Else one of its places is forgotten when the advice changes."""
    homes: dict[str, set[str]] = {}
    for module in MODULES:
        tree = tree_of(module)
        documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if node.value.endswith(".") and node.value.count(" ") > 4 and id(node) not in documentation:
                homes.setdefault(node.value, set()).add(str(module.relative_to(PACKAGE)))
    assert {words: found for words, found in homes.items() if len(found) > 1} == {}
