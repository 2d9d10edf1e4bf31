"""What settings take from the screen, so that they need not import it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from streamboard.documents.findings import Finding

Theme = Literal["dark", "light", "contrast", "contrast-light", "no-colour"]
THEMES: tuple[Theme, ...] = get_args(Theme)
"""The default is first."""

KeyCheck = Callable[[Mapping[str, str]], Iterable["Finding"]]
"""Takes keys by action id; paths of what it yields begin with `keys`."""


class OnScreen(NamedTuple):
    views: Sequence[str]
    check_keys: KeyCheck
