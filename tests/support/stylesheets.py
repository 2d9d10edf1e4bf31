"""Parse each piece of a stylesheet once for all boards, not anew for each: a seventh of a board's start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


@contextmanager
def parsed_once() -> Iterator[None]:
    """Have Textual's stylesheets share what they parse, as each does for itself."""
    known: dict[tuple[object, ...], list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def remembered(self: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
        key = (*given, *named.items(), *self._variables.items())
        if key not in known:
            known[key] = parse(self, *given, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remembered)
        yield
