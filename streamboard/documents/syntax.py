"""YAML syntax errors in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from streamboard.documents.kind import Trap
from streamboard.safety.name_letters import LOOKALIKE, UNSEEN, advice_on

_LOOKED_AT_MOST = 500
"""Characters of a line."""
_BLOCK_ADVICE = "put the text in quotes, or below the key as a block that begins with `|`"


_MISLEADING = re.compile(
    rf"^[ ]*-?[ ]*(?P<indent>\t|{UNSEEN})"
    rf"|^[ ]*-(?P<mark>{UNSEEN})"
    rf"|^[ ]*(?P<dash>{LOOKALIKE})"
    rf"|^[ -]*[\w.-]+[ ]*(?P<colon>{UNSEEN}|{LOOKALIKE})"
    rf"|^[ -]*[\w.-]+:(?P<after>{UNSEEN})"
    rf"|[\[{{,:][ ]*(?P<quote>{UNSEEN}|{LOOKALIKE})"
)


def misleading_letter(lines: Sequence[str], first: int) -> tuple[int, int, str, str, str] | None:
    """Return line and column (from 1), an empty path, problem and hint; `first` numbers the first line."""
    for number, line in enumerate(lines, first):
        if found := _MISLEADING.search(line[:_LOOKED_AT_MOST]):
            what, _, hint = advice_on(found[str(found.lastgroup)]).partition("; ")
            return number, found.start(str(found.lastgroup)) + 1, "", what, hint
    return None


def explain_syntax(
    error: yaml.MarkedYAMLError, lines: Sequence[str], line: int, column: int, trap: Trap
) -> tuple[int, int, str, str]:
    """Return line and column (from 1), maybe of where the broken part began, problem and hint."""
    problem = (error.problem or "").replace("'\\x00'", "the end of the file")
    if line <= len(lines) and (trapped := trap(lines[line - 1])):
        return line, column, *trapped
    if "but got '?'" in problem:
        return line, column, "has a `?` in an unquoted text within brackets", "put the text in quotes"
    if error.context_mark is not None:
        began = error.context_mark.line + 1, error.context_mark.column + 1
        for fragment, what, hint in _TOLD_WHERE_IT_BEGAN:
            if fragment in problem:
                return *began, what, hint.format(line=line)
    for pattern, what, hint in _TOLD_WHERE_IT_FAILED:
        match = re.search(pattern, problem)
        if match:
            return line, column, what.format(**match.groupdict()), hint
    return (
        line,
        column,
        f"is not valid YAML: {problem or error.context or 'it cannot be read'}",
        _BLOCK_ADVICE,
    )


_TOLD_WHERE_IT_BEGAN = (
    ("end of stream", "begins a quoted text that never ends", "add the closing quote"),
    ("could not find expected ':'", "is neither `key: value` nor part of the text above", _BLOCK_ADVICE),
    (
        "expected ',' or",
        "begins a bracket that is not closed properly",
        "add the comma, or the closing bracket, that is missing by line {line}; within brackets, a text with "
        "`,`, `: ` or a bracket in it must be in quotes",
    ),
)

_TOLD_WHERE_IT_FAILED = (
    (
        r"expected <block end>",
        "does not fit what stands before it",
        "check the indentation of this line; a text that begins with a bracket or a quote and goes on "
        "after it must be quoted as a whole",
    ),
    (
        r"mapping values are not allowed",
        "has a colon in an unquoted text, or the wrong indentation",
        _BLOCK_ADVICE,
    ),
    (
        r"found character '\\t'",
        "is indented with a tab, which YAML does not take",
        "indent with spaces",
    ),
    (
        r"found character (?P<character>'[^']+'|\"[^\"]+\") that cannot start",
        "begins with {character}, which an unquoted text cannot",
        _BLOCK_ADVICE,
    ),
    (
        r"found undefined alias (?P<name>.*)",
        "begins with `*`, which makes it an alias, and nothing here has that name",
        "put the text in quotes",
    ),
    (
        r"found duplicate anchor",
        "uses an anchor name (`&name`) twice",
        "put the text in quotes if it is a text",
    ),
    (
        r"but found another document",
        "begins a second document",
        "one file holds one document: remove the `---`, or split the file",
    ),
    (
        r"found unknown escape character",
        "has a backslash that means nothing in double quotes",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    (
        r"expected alphabetic or numeric character",
        "begins with `*` or `&`, which YAML takes for an alias or an anchor",
        "put the text in quotes",
    ),
)
