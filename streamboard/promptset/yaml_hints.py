"""Hints for YAML that should be a prompt set but is not."""

from __future__ import annotations

import re

from streamboard.documents.kind import Kind

_BEGINS_WITH_BRACES = re.compile(r"(?::|-)[ \t]{1,8}\{\{")
_QUOTE_BRACES = 'a text that begins with `{{` must be in quotes: "{{topic}} is ..."'
_START_ON_ONE_LINE = re.compile(r"\s*start\s*:\s*staggered\s*:\s*(\S*)")


def _trap(line: str) -> tuple[str, str] | None:
    if staggered := _START_ON_ONE_LINE.match(line):
        hint = f"write `start: {{staggered: {staggered[1] or '0.2s'}}}`"
        return "has two colons on one line", hint
    if _BEGINS_WITH_BRACES.search(line):
        return "goes on after braces that begin an unquoted text", _QUOTE_BRACES
    return None


PROMPT_SET = Kind(
    if_empty="a prompt set has at least `prompts:`",
    if_list="begin with `prompts:` and put the list below it",
    if_value="begin with `prompts:`",
    trap=_trap,
)
