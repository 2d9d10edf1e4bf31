"""What the board uses of Textual beyond its promises: still there, and nowhere but in one module."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import textual
from textual import _ansi_sequences, _xterm_parser, keys
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump
from textual.widgets import OptionList

import streamboard.tui
from streamboard.tui import textual_internals

USED: list[tuple[object, str]] = [
    (_ansi_sequences, "ANSI_SEQUENCES_KEYS"),
    (_ansi_sequences, "SYNC_END"),
    (keys, "_character_to_key"),
    (_xterm_parser, "XTermParser"),
    (XTermParser, "_sequence_to_key_events"),
    (App, "_fatal_error"),
    (App, "_handle_exception"),
    (MessagePump, "_dispatch_message"),
    (OptionList, "_index_to_line"),
    (OptionList, "_move_page"),
    (App, "_driver"),
    (App, "_keymap"),
    (App, "_notifications"),
    (App, "_unnotify"),
    (DOMNode, "_bindings"),
    (BindingsMap, "key_to_bindings"),
    (Driver, "_app"),
    (Driver, "_size"),
    (LinuxDriver, "_get_terminal_size"),
    (LinuxDriver, "_file"),
    (LinuxDriver, "_writer_thread"),
    (WriterThread, "_queue"),
    (LinuxDriver, "_in_band_window_resize"),
    (LinuxDriver, "_must_signal_resume"),
]
"""Whose each is."""
OF_NAMED_TUPLES = {"_replace", "_asdict", "_fields", "_make"}
SET_BY_METACLASSES = {
    "_abc_impl",
    "_computes",
    "_css_type_name",
    "_css_type_names",
    "_decorated_handlers",
    "_inherit_bindings",
    "_inherit_component_classes",
    "_inherit_css",
    "_merged_bindings",
    "_reactives",
}
"""Names that every class that builds on one of Textual's is given."""
ROOM = Path(streamboard.tui.__file__).parent
MODULES = sorted(ROOM.rglob("*.py"))
INTERNALS = Path(textual_internals.__file__)


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


@cache
def set_in(owner: type) -> set[str]:
    """The names of a class, and those that its methods give to its instances."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner)))
    return set(vars(owner)) | {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_own(node.value)
    }


def is_own(node: ast.expr) -> bool:
    """Whether an expression is the object itself, or what it inherits."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


@pytest.mark.parametrize(("owner", "name"), USED, ids=lambda value: value if isinstance(value, str) else "")
def test_textual_still_has(owner: object, name: str) -> None:
    there = set_in(owner) if isinstance(owner, type) else vars(owner)
    of = getattr(owner, "__name__", owner)
    assert name in there, (
        f"Textual {textual.__version__} no longer has {of}.{name}: see what {INTERNALS.name} uses it for"
    )


def private_names_used(module: Path) -> Iterator[tuple[str, bool]]:
    """Private names that a module takes from others, and whether of the object itself."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Attribute) and private(node.attr):
            yield node.attr, is_own(node.value)
        elif isinstance(node, ast.ImportFrom):
            inside = any(map(private, (node.module or "").split(".")))
            yield from ((alias.name, False) for alias in node.names if inside or private(alias.name))


def private_names_defined(module: Path) -> set[str]:
    """Private names that a module gives to its functions, classes, variables and attributes."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
    return {name for name in found if private(name)}


def test_all_that_the_module_uses_is_held() -> None:
    held = {name for _owner, name in USED}
    assert {name for name, _own in private_names_used(INTERNALS)} <= held
    assert private_names_defined(INTERNALS) <= held


def test_nothing_else_uses_a_private_name_of_a_library() -> None:
    own = set().union(*map(private_names_defined, MODULES))
    wrong = []
    for module in MODULES:
        if module == INTERNALS:
            continue
        here = private_names_defined(module)
        wrong += [
            f"{module.relative_to(ROOM)}: {name}"
            for name, of_itself in private_names_used(module)
            if name not in (own if of_itself else here) | OF_NAMED_TUPLES
        ]
    assert not wrong, f"to be gathered in {INTERNALS.name}: {wrong}"


def classes() -> Iterator[type]:
    """All classes of the board that build on one of Textual's."""
    for found in pkgutil.walk_packages(streamboard.tui.__path__, f"{streamboard.tui.__name__}."):
        module = importlib.import_module(found.name)
        for _name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ != textual_internals.__name__:
                yield kind


def test_no_class_overrides_what_textual_keeps_to_itself() -> None:
    wrong = []
    for kind in classes():
        theirs = {base for base in kind.__mro__ if base.__module__.startswith("textual.")}
        taken = set().union(*map(set_in, theirs)) & set_in(kind)
        wrong += [f"{kind.__name__}.{name}" for name in taken - SET_BY_METACLASSES if private(name)]
    assert not wrong
