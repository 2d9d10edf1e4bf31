"""Which lexers are safe to run on what a model writes: their longest step on texts made to be slow.

python -m benchmarks.claims.lexers [LEXER ...]

A step is what one match takes: nothing else of a program can run meanwhile. Needed for a lexer in
`streamboard/tui/text/highlighting.py`: no step above 50 ms at the length that is allowed there, and in all
less than half a second.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from streamboard.tui.text.highlighting import LEXERS, LONG_SPACE

SIGNS = [*" \t\n\"'`()[]{}<>\\/*#-+=.,:;!?@$%&|^~_a0"]
WORDS = [
    *("def ", "class ", "int ", "a::", "<a ", "<a>", "</a>", "a: ", "- ", "*/", "'''", '"""', "<!--", "-->"),
    *("<?php ", "{{", "{%", "${", "$(", "<<E\n", "\\\n", "#if\n", "#define ", "0x", "1e", 'r#"', "f'{"),
    *("->", "=>", "template<", "operator", "function ", "var ", "if(", "SELECT ", "import ", "<script>"),
    *("<style>", "a:b;", "url(", "key: ", "a a a;", "a a(", "a<a>", "_a", "a1", "é", "漢", "\u0301"),
]
SPACES = [f"{space}{sign}" for space in (" " * 98, "\n" * 98, " \n" * 49, "\n    " * 19) for sign in "a,;/'("]
"""As much white space as is highlighted, again and again."""
STARTS = ["", "x", "'", '"', "/*", "/", "<", "#", "{", "(", "[", "a=", "a:", "`", "def ", "\\", "$", "- "]


class Slowest(NamedTuple):
    """The worst that was found of a lexer."""

    step_s: float
    on: str
    all_s: float
    all_on: str


def texts(length: int) -> Iterator[str]:
    """Texts of one sign, two signs or a word over and over, after each of some beginnings."""
    for pair in itertools.product(SIGNS, repeat=2):
        yield "".join(pair) * (length // 2)
    for start, word in itertools.product(STARTS, [*SIGNS, *WORDS, *SPACES]):
        yield start + word * ((length - len(start) - 1) // len(word)) + "!"


def measure(name: str, length: int) -> Slowest:
    """The slowest of all texts that would be highlighted."""
    slowest = Slowest(0.0, "", 0.0, "")
    for text in texts(length):
        if LONG_SPACE.search(text.expandtabs(4)):
            continue
        begin = latest = time.thread_time()
        step = 0.0
        for _ in get_lexer_by_name(name, stripnl=False, ensurenl=True, tabsize=4).get_tokens(text):
            now = time.thread_time()
            step, latest = max(step, now - latest), now
        step = max(step, time.thread_time() - latest)
        took = time.thread_time() - begin
        if step > slowest.step_s:
            slowest = slowest._replace(step_s=step, on=text[:12])
        if took > slowest.all_s:
            slowest = slowest._replace(all_s=took, all_on=text[:12])
    return slowest


def main() -> None:
    """Measure the lexers named, or those that are allowed."""
    for name in sys.argv[1:] or LEXERS:
        length = LEXERS.get(name, 8_000)
        worst = measure(name, length)
        print(
            f"{name:12} {length:6} characters: longest step {worst.step_s * 1e3:6.1f} ms on {worst.on!r},"
            f" in all {worst.all_s * 1e3:6.0f} ms on {worst.all_on!r}",
            flush=True,
        )


if __name__ == "__main__":
    main()
