"""Actions with their owners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from streamboard.tui.keys import key_names
from streamboard.tui.keys.action import Action

if TYPE_CHECKING:
    from streamboard.tui.draw.scene import Scene

Hint = tuple[str, str]
"""Keys, and words on them."""
_ARROW = {name: sign for sign, name in key_names.ARROWS.items()}


class Offer(NamedTuple):
    group: str
    """A subject, or a view's name."""
    action: Action[Any]
    of: Any
    """A controller or a view."""

    def refusal(self, scene: Scene) -> str:
        return self.action.refusal(self.of, scene)

    def hint(self, scene: Scene) -> str:
        if not self.action.rank:
            return ""
        return self.action.title if self.action.hint is None else self.action.hint(self.of, scene)


class PaletteEntry(NamedTuple):
    title: str
    words: str
    run: Callable[[], object]
    synonyms: str = ""


def footer(
    offers: Iterable[Offer], scene: Scene, own: Mapping[str, str], foremost: Sequence[str] = ()
) -> list[Hint]:
    """`own` has the user's keys by action id."""
    first = {name: place - len(foremost) for place, name in enumerate(foremost)}
    by_id = {offer.action.id: offer for offer in offers}
    ranked = sorted(by_id.values(), key=lambda offer: first.get(offer.action.id, offer.action.rank))
    return [hint for offer in ranked for hint in _hints(offer, by_id, scene, own)]


def _hints(offer: Offer, by_id: Mapping[str, Offer], scene: Scene, own: Mapping[str, str]) -> Iterator[Hint]:
    if not (words := offer.hint(scene)):
        return
    both = (offer.action.id, offer.action.beside)
    keys = [
        _key(by_id[name].action, own) for name in both if name in by_id and not by_id[name].refusal(scene)
    ]
    if keys:
        yield ("" if all(key in key_names.ARROWS for key in keys) else " ").join(keys), words


def _key(action: Action[Any], own: Mapping[str, str]) -> str:
    name = first_key(action, own)
    return _ARROW.get(name, name)


def first_key(action: Action[Any], own: Mapping[str, str]) -> str:
    return key_names.shown((own.get(action.id) or action.keys).partition(",")[0])


def names_of_keys(actions: Iterable[Action[Any]], own: Mapping[str, str]) -> dict[str, str]:
    return {action.id: first_key(action, own) for action in actions}
