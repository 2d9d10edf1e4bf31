"""Which code is highlighted: short blocks in languages with safe lexers.

Most Pygments lexers take quadratic time or worse on some texts, in a single match that blocks the whole
program. `benchmarks/claims/lexers.py` found these safe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

MOST_HIGHLIGHTED = 20_000
"""Characters per answer."""
PLAIN = "text"
LEXERS = {
    "bash": 8_000,
    "c": 8_000,
    "cpp": 8_000,
    "css": 4_000,
    "diff": 8_000,
    "docker": 8_000,
    "go": 8_000,
    "html": 8_000,
    "javascript": 8_000,
    "json": 8_000,
    "lua": 8_000,
    "python": 8_000,
    "rust": 8_000,
    "scss": 8_000,
    "sql": 8_000,
    "toml": 8_000,
    "xml": 4_000,
    "yaml": 2_000,
}
"""The safe ones, with the most characters per block."""
_NAMES = {
    **{name: name for name in LEXERS},
    "c++": "cpp",
    "dockerfile": "docker",
    "golang": "go",
    "htm": "html",
    "js": "javascript",
    "jsonl": "json",
    "patch": "diff",
    "py": "python",
    "python3": "python",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "svg": "xml",
    # TypeScript's own lexer is not safe; this one does nearly as well.
    "ts": "javascript",
    "typescript": "javascript",
    "yml": "yaml",
    "zsh": "bash",
}
LONG_SPACE = re.compile(r"\s{100}")
"""Slow even for the safe lexers; real code has none."""


def choose(blocks: Sequence[Token]) -> None:
    """Replace each code block's language by the lexer to use."""
    left = MOST_HIGHLIGHTED
    for block in blocks:
        if block.type not in ("fence", "code_block"):
            continue
        words = block.info.split(maxsplit=1)
        lexer = _NAMES.get(words[0].lower(), PLAIN) if words else PLAIN
        code = block.content.expandtabs(4)  # Rich expands tabs before highlighting.
        size = len(code)
        if lexer == PLAIN or size > min(left, LEXERS[lexer]) or LONG_SPACE.search(code):
            block.info = PLAIN
        else:
            block.info = lexer
            left -= size
