"""What settings need from the screen, passed in so that they do not import it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from streamboard.documents.findings import Finding

Theme = Literal["dark", "light", "contrast", "contrast-light", "no-colour"]
THEMES: tuple[Theme, ...] = get_args(Theme)
"""The default is first."""

KeyCheck = Callable[[Mapping[str, str]], Iterable["Finding"]]
"""Takes keys by action id and yields what is wrong; paths begin with `keys`."""


class OnScreen(NamedTuple):
    views: Sequence[str]
    check_keys: KeyCheck
