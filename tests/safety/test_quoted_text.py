"""Wherever text from outside is cut: a secret that lies across the cut shows no part of itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

import streamboard
from streamboard.cli import source
from streamboard.common.errors import UsageError
from streamboard.engine import wiretap
from streamboard.run import server_words
from streamboard.run.checks import schemas
from streamboard.run.checks.patterns import compiled
from streamboard.run.checks.values import ValueRefusedError
from streamboard.safety.quoted_text import LONGEST_SECRET, MOST, quoted, quoted_line
from streamboard.safety.redaction import keep_secret
from streamboard.wire import body_failure as body
from streamboard.wire.failures import failure, quoting, status_failure

PACKAGE = Path(streamboard.__file__).parent
SECRET = "Vq7RtXw2LmZp9KdB4HsY8NcF"
PART = 6
"""Characters of it in a row that chance does not bring."""
READ = body.MOST_KEPT


def _misfit(text: str) -> str:
    return schemas.schema_of({"const": 1}).misfit(text)


def _mistake(text: str) -> str:
    with pytest.raises(ValueRefusedError) as refused:
        compiled(f"[{text.replace(']', '')}")
    return refused.value.hint


def _missing(text: str) -> str:
    with pytest.raises(UsageError) as refused:
        source.source_of(f"/{text}".replace(" ", "/"), None)
    return str(refused.value)


def _quoting(text: str) -> str:
    return quoting(failure("a", "b"), text).error.message


CUTS: dict[str, tuple[Callable[[str], str], int]] = {
    "quoted": (quoted, MOST),
    "quoted in a line": (lambda text: quoted_line(text, 300), 300),
    "an error's words": (lambda text: status_failure(500, kind="x", message=text).error.message, MOST),
    "an error's type": (lambda text: status_failure(500, kind=text, message="").error.type, 100),
    "a request's id": (
        lambda text: status_failure(500, kind="", message="", request_id=text).error.request_id or "",
        200,
    ),
    "words behind others": (_quoting, MOST),
    "JSON of an unknown form": (lambda text: server_words.said_in({"x": text}).words, 300),
    "a body of text": (lambda text: body.said_by(text.encode()).words, 300),
    "a body of text that is not read to its end": (lambda text: body.said_by(text.encode()).words, READ),
    "a page": (lambda text: body.said_by(f"<p>{text}".encode()).words, 300),
    "a page that is mostly markup": (lambda text: body.said_by(f"<b>{text}".encode()).words, READ - 3),
    "bytes of the wire": (lambda text: wiretap.as_text(text.encode())[0], wiretap.MOST_OF_ONE),
    "a check's reason": (_misfit, 300),
    "a pattern's mistake": (_mistake, 60),
    "a file that is not there": (_missing, source._MOST_TOLD),
}
"""What cuts a text, and after how many characters."""
FILLINGS: dict[str, Callable[[int], str]] = {
    "letters": lambda size: "x" * (size - 1) + " ",
    "spaces": lambda size: " " * size,
    "markup": lambda size: ("<i>" * size)[: size - 1] + ">",
    "secrets": lambda size: (" " * (size % 25)) + f"{SECRET} " * (size // 25),
    "an escape": lambda size: "\\u0041" + "x" * (size - 7) + " ",
}
"""What stands before the secret: some of it takes less room once it is shown."""
FORMS: dict[str, str] = {
    "plain": SECRET,
    "escaped": "".join(f"\\u{ord(letter):04x}" for letter in SECRET),
}


def _places(most: int) -> Iterator[int]:
    """Where a secret may begin so that it lies across a cut, or across the end of what is looked at."""
    for end in (most, most + LONGEST_SECRET, 4 * (most + LONGEST_SECRET)):
        yield from (
            end - shown for shown in (0, 8, len(SECRET) - 2, len(FORMS["escaped"]) // 2) if shown < end
        )


def _plain(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("cut", CUTS)
def test_no_part_of_a_secret_is_shown(cut: str, filling: str) -> None:
    keep_secret(SECRET)
    shows, most = CUTS[cut]
    for place, form in product(_places(most), FORMS.values()):
        for after in ("", " and so on" * 10_000):
            shown = _plain(shows(FILLINGS[filling](place) + form + after))
            found = (at for at in range(len(SECRET) - PART + 1) if SECRET[at : at + PART] in shown)
            assert next(found, None) is None, f"of a secret at {place}: {shown[-200:]}"


def test_nothing_else_redacts_and_cuts() -> None:
    """Whoever redacts a piece of a text has cut it before: `safety/quoted_text` does that for all."""
    found = [
        f"{module.relative_to(PACKAGE)}:{node.lineno}"
        for module in PACKAGE.rglob("*.py")
        if module.name != "quoted_text.py"
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "redact"
        for part in ast.walk(node)
        if isinstance(part, ast.Slice)
    ]
    assert not found, f"half a key is not recognised; use `beginning` or `quoted`: {found}"
