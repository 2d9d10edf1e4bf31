"""Check the user's own keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from streamboard.documents.findings import Finding, Path, did_you_mean, quoted
from streamboard.tui.keys import fixed
from streamboard.tui.keys.action import Action
from streamboard.tui.keys.key_names import is_key, named_keys, shown, split
from streamboard.tui.screen.action_order import ACTIONS
from streamboard.tui.views.catalogue import VIEWS
from streamboard.tui.views.loading import class_of

_MODIFIERS = ("ctrl", "alt", "shift", "super")
_RESERVED = {fixed.QUIT: "quit", fixed.INTERRUPT: "interrupt"} | {
    action.keys: f"the {action.title}" for action in ACTIONS if action.fixed
}


class Bound(NamedTuple):
    """An action whose keys can be changed."""

    id: str
    usual: tuple[str, ...]
    """Built-in keys, as Textual's identifiers."""
    keys: tuple[str, ...]
    """Keys in force, as Textual's identifiers."""
    room: str
    """The view in which the keys work; empty for the whole board."""
    words: str


def bound(actions: Iterable[Action[Any]], room: str = "") -> Iterator[Bound]:
    for action in actions:
        if action.keys and not action.fixed:
            keys = tuple(action.keys.split(","))
            yield Bound(action.id, keys, keys, room, action.words)


def remappable() -> Iterator[Bound]:
    yield from bound(ACTIONS)
    for spec in VIEWS:
        yield from bound(class_of(spec).ACTIONS, spec.name)


def in_force(own: Mapping[str, str], known: Iterable[Bound]) -> list[Bound]:
    """`own` are comma-separated keys by action id."""
    return [each._replace(keys=tuple(split(own[each.id]))) if each.id in own else each for each in known]


def check(wanted: Mapping[str, str], known: Iterable[Bound]) -> Iterator[Finding]:
    """`wanted` are comma-separated keys by action id; `known` are actions with their built-in keys."""
    now = in_force(wanted, known)
    names = list(dict.fromkeys(each.id for each in now))
    for name, text in wanted.items():
        path: Path = ("keys", name)
        if name not in names:
            yield Finding(path, "is nothing that a key can do", did_you_mean(name, names), on_key=True)
        elif not split(text):
            yield Finding(path, "names no key", "name one, as `ctrl+x`, or remove the line")
        else:
            wrong = [finding for key in split(text) for finding in _check_key(path, key)]
            yield from wrong or _clashes(path, name, now)


def _check_key(path: Path, key: str) -> Iterator[Finding]:
    if key in _RESERVED:
        yield Finding(path, f"takes `{key}`, which is always {_RESERVED[key]}", "choose another key")
        return
    *modifiers, last = key.split("+")
    for modifier in modifiers:
        if modifier not in _MODIFIERS:
            hint = did_you_mean(modifier, _MODIFIERS)
            yield Finding(path, f"names {quoted(key)}, which is not a key", hint)
            return
    if not is_key(last):
        hint = did_you_mean(last, named_keys())
        yield Finding(path, f"names {quoted(key)}, which is not a key", hint)


def _clashes(path: Path, name: str, now: list[Bound]) -> Iterator[Finding]:
    """Find other actions with this key where both work; of two changed ones, only the later reports it."""
    place = next(place for place, each in enumerate(now) if each.id == name)
    for mine in (each for each in now if each.id == name):
        for other_place, other in enumerate(now):
            apart = mine.room and other.room and mine.room != other.room
            told_by_other = other.keys != other.usual and other_place > place
            if other.id == name or apart or told_by_other:
                continue
            both = set(mine.keys) & set(other.keys)
            if mine.room != other.room:
                # A view's keys win over the board's; built-in ones do so on purpose.
                both -= _usual(mine.room, now) & _usual(other.room, now)
            if both:
                taken = ", ".join(sorted(map(shown, both)))
                what = f"takes `{taken}`, which is the key of `{other.id}` ({other.words})"
                yield Finding(path, what, f"choose another key, or give `{other.id}` one", covers=False)


def _usual(room: str, known: Iterable[Bound]) -> set[str]:
    return {key for each in known if each.room == room for key in each.usual}
