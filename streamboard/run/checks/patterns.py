"""Regular expressions by RE2, in linear time: with a timeout, verdicts would depend on the machine's load."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from streamboard.run.checks.values import ValueRefusedError
from streamboard.safety.quoted_text import beginning

_LOOK_AROUND = re.compile(r"\(\?<?[=!]")
_LEAD = {
    "invalid perl operator": "a group of this kind is not supported",
    "invalid escape sequence": "this escape is not supported",
    "invalid repetition size": "repeats too often",
    "missing )": "a `(` is not closed",
    "unexpected )": "a `)` has no `(`",
    "missing ]": "a `[` is not closed",
    "no argument for repetition operator": "nothing stands before what repeats it",
}


@lru_cache(256)
def compiled(pattern: str) -> Any:
    """Compile an expression.

    Raises:
        ValueRefusedError: It is invalid or unsupported.
    """
    import re2  # type: ignore[import-untyped]  # Slow to import, rarely needed.

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True  # Only the end of a match is needed.
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        raise _error(
            pattern, said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        ) from None


def _error(pattern: str, said: str) -> ValueRefusedError:
    kind, _, part = said.partition(": ")
    what = f"is no regular expression: {_LEAD.get(kind, kind)}"
    hint = f"at `{beginning(part, 60).text}`" if part else ""
    if _LOOK_AROUND.match(part) or (kind == "invalid perl operator" and _LOOK_AROUND.search(pattern)):
        hint = "look-ahead and look-behind are not supported; say it in two checks, as with `not_contains`"
    elif part == r"\Z":
        hint = r"write `\z` for the end of the text"
    elif part[:1] == "\\" and part[1:2].isdigit():
        hint = "references to groups are not supported"
    return ValueRefusedError(what, hint, part)
