"""What settings need from the screen. It is passed in, so that settings do not import the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    from streamboard.documents.findings import Finding

Theme = Literal["dark", "light", "contrast", "contrast-light", "no-colour"]
THEMES: tuple[Theme, ...] = get_args(Theme)
"""The first is the default."""

KeyCheck = Callable[[Mapping[str, str]], Iterable["Finding"]]
"""Takes keys by action id and finds what is wrong with them; the findings' paths begin with `keys`."""


class OnScreen(NamedTuple):
    """The names of the views, and the check of keys."""

    views: Sequence[str]
    check_keys: KeyCheck
