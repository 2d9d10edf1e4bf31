"""Lines of text for tool input, results and citations; sanitise them before showing them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

MOST_CHARS = 4000
"""Characters shown of a value; the run file has all."""
MOST_LINES = 40
"""Shown of a block."""
MOST_PARSED = 200_000
"""Characters; longer tool input is shown unparsed."""
_DECODER = json.JSONDecoder()


def title_of(kind: str, name: str) -> str:
    if kind == "redacted_thinking":
        return "redacted thinking: the server keeps it to itself"
    return f"{kind} {name}".strip()


def lines_of(block: dict[str, Any]) -> list[str]:
    """Make lines for the results in a `content_block_start`; most have none."""
    content = block.get("content")
    if isinstance(content, list):
        return _few(line for item in content for line in _item(item))
    if isinstance(content, dict):
        return _few(_item(content))
    return [_short(content)] if isinstance(content, str) and content else []


def lines_of_text(kind: str, text: str) -> list[str]:
    """Make lines for text, or for the fields of JSON tool input."""
    if not kind.endswith("tool_use"):
        return _few(iter([text[:MOST_CHARS]])) if text else []
    try:
        values = _values(text) if len(text) <= MOST_PARSED else []
    except (ValueError, RecursionError):
        return [f"{_short(text)} (not valid JSON)"] if text else []
    if values and all(isinstance(value, dict) for value in values):
        return _few(line for value in values for line in _fields(value))
    return [_short(text)] if text else []


def _values(text: str) -> list[Any]:
    """Parse tool input: two values if block start and deltas each hold one."""
    text = text.strip()
    if not text:
        return []
    first, end = _DECODER.raw_decode(text)
    rest = text[end:].lstrip()
    second = json.loads(rest) if rest else first
    return [first] if second == first else [first, second]


def citation(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    source = _text(value, "url") or _text(value, "document_title") or _text(value, "source")
    title = _text(value, "title")
    quote = _short(_text(value, "cited_text"), 200)
    words = [" ".join(word for word in (title, source) if word), f"“{quote}”" if quote else ""]
    return ": ".join(word for word in words if word)


def _fields(value: dict[str, Any]) -> Iterator[str]:
    for key, item in value.items():
        yield f"{_short(str(key), 100)}: {_short(item)}"


def _item(item: object) -> Iterator[str]:
    if not isinstance(item, dict):
        yield _short(item)
        return
    if code := _text(item, "error_code"):
        yield f"error: {code}"
        return
    if url := _text(item, "url"):
        yield " ".join(word for word in (_text(item, "title"), url) if word)
        return
    told = [name for name in ("text", "stdout", "stderr") if _text(item, name)]
    if told:
        for name in told:
            yield _text(item, name) if name != "stderr" else f"stderr: {_text(item, name)}"
        return
    yield _short({key: value for key, value in item.items() if key != "encrypted_content"})


def _text(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    return found[:MOST_CHARS] if isinstance(found, str) else ""


def _short(value: object, most: int = MOST_CHARS) -> str:
    if isinstance(value, str):
        words = value
    else:
        try:
            words = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            words = repr(type(value).__name__)
    return words if len(words) <= most else f"{words[:most]}…"


def _few(lines: Iterator[str]) -> list[str]:
    found = [line for text in lines for line in text.split("\n")]
    more = len(found) - MOST_LINES
    return found if more <= 0 else [*found[:MOST_LINES], f"… {more} more lines"]
