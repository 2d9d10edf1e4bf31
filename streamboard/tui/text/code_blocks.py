"""The code blocks of an answer, unsanitised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$")


class CodeBlock(NamedTuple):
    language: str
    """From the fence; often empty."""
    code: str


def code_blocks(text: str) -> list[CodeBlock]:
    """An unclosed block ends with the text."""
    found: list[CodeBlock] = []
    fence, language, lines = "", "", list[str]()
    for line in text.splitlines():
        match = _FENCE.match(line)
        if not fence and match:
            fence, language, lines = match[1], match[2].strip(), []
        elif fence and match and match[1].startswith(fence) and not match[2]:
            found.append(CodeBlock(language, "\n".join(lines)))
            fence = ""
        elif fence:
            lines.append(line)
    if fence:
        found.append(CodeBlock(language, "\n".join(lines)))
    return found


def lines_of_blocks(blocks: Sequence[CodeBlock], shown: Sequence[str]) -> list[int]:
    """Return each block's first displayed line; if not found, the previous block's."""
    places: list[int] = []
    at = 0
    for block in blocks:
        first = next((line.strip() for line in block.code.splitlines() if line.strip()), "")[:20]
        at = next((index for index in range(at, len(shown)) if first and first in shown[index]), at)
        places.append(at)
    return places
