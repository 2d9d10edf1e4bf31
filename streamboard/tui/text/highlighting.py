"""Which blocks of code get colours: short ones in languages whose lexers take no long step on any text.

Pygments works with regular expressions that look back. On some texts most of its lexers take the square of
the length or more, within one match, in which nothing else of the program can run. So the model's word for
the language chooses among those that `benchmarks/claims/lexers.py` found to be safe; the rest is shown plain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

MOST_HIGHLIGHTED = 20_000
"""Characters of an answer that get colours."""
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
"""Lexers, and how long a block for each may be."""
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
    # The lexer of TypeScript is none of the safe ones; this one does nearly as well.
    "ts": "javascript",
    "typescript": "javascript",
    "yml": "yaml",
    "zsh": "bash",
}
LONG_SPACE = re.compile(r"\s{100}")
"""Even the safe ones are slow on white space without end; no code has so much of it."""


def choose(blocks: Sequence[Token]) -> None:
    """Name for each block of code the lexer that it gets, in place of what the answer calls it."""
    left = MOST_HIGHLIGHTED
    for block in blocks:
        if block.type not in ("fence", "code_block"):
            continue
        words = block.info.split(maxsplit=1)
        lexer = _NAMES.get(words[0].lower(), PLAIN) if words else PLAIN
        code = block.content.expandtabs(4)  # As it is highlighted.
        size = len(code)
        if lexer == PLAIN or size > min(left, LEXERS[lexer]) or LONG_SPACE.search(code):
            block.info = PLAIN
        else:
            block.info = lexer
            left -= size
