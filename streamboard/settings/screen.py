"""What settings may name of the screen, which is handed to them: they do not know it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from streamboard.documents.findings import Finding

Theme = Literal["dark", "light", "contrast", "contrast-light", "no-colour"]
THEMES: tuple[Theme, ...] = get_args(Theme)
"""The first is the built-in one."""

KeyCheck = Callable[[Mapping[str, str]], Iterable["Finding"]]
"""Says what is wrong with keys by the ids of what they do; the paths begin with `keys`."""


class OnScreen(NamedTuple):
    """What settings may name that only the screen knows."""

    views: Sequence[str]
    check_keys: KeyCheck
