"""Variables in prompts: a value replaces `{{topic}}`, and `{{{{topic}}}}` is sent as `{{topic}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from streamboard.documents.findings import Path
from streamboard.run.checks.kinds import LITERAL

VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")

# Bounded, so that hostile text cannot slow matching.
_PLACEHOLDER = re.compile(
    r"\{\{(?P<literal>\{\{[ \t]{0,8}[\w.-]{1,100}[ \t]{0,8}\}\})\}\}"
    r"|\{\{[ \t]{0,8}(?P<name>[\w.-]{1,100})[ \t]{0,8}\}\}"
)


_LOOKS_LIKE_ONE = re.compile(r"\{\{[ \t]{0,8}[\w.-]{1,100}[ \t]{0,8}\}\}")


def placeholders(text: str) -> Iterator[tuple[str, str]]:
    """Name and source (`{{ topic }}`) of each."""
    for match in _PLACEHOLDER.finditer(text):
        if match["name"] is not None:
            yield match["name"], match[0]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Unknown placeholders stay."""
    return _PLACEHOLDER.sub(
        lambda match: match["literal"] if match["name"] is None else values.get(match["name"], match[0]), text
    )


def escaped(text: str) -> str:
    """Escape placeholders, so that `filled` restores the text."""
    return _LOOKS_LIKE_ONE.sub(r"{{\g<0>}}", text)


def without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(" ", text)


def texts(settings: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Texts that may have variables, in a prompt or stream settings."""
    for key in ("prompt", "system"):
        yield from _texts_of_content(settings.get(key), (key,))
    expect = settings.get("expect")
    for index, check in enumerate(expect if isinstance(expect, list) else ()):
        for kind in LITERAL:
            if isinstance(check, dict) and isinstance(check.get(kind), str):
                yield ("expect", index, kind), check[kind]
    messages = settings.get("messages")
    for index, message in enumerate(messages if isinstance(messages, list) else ()):
        if isinstance(message, dict):
            yield from _texts_of_content(message.get("content"), ("messages", index, "content"))


def _texts_of_content(content: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(content, str):
        yield path, content
    elif isinstance(content, list):
        for index, block in enumerate(content):
            key = _text_key(block)
            if key:
                yield from _texts_of_content(block.get(key), (*path, index, key))


def _text_key(block: Any) -> str | None:
    """None if no variables are filled in there."""
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return None
    return {"text": "text", "tool_result": "content"}.get(block["type"])


def filled_content(content: Any, values: Mapping[str, str]) -> Any:
    return _changed_content(content, lambda text: filled(text, values))


def escaped_content(content: Any) -> Any:
    return _changed_content(content, escaped)


def _changed_content(content: Any, change: Callable[[str], str]) -> Any:
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [
            block | {key: _changed_content(block[key], change)}
            if (key := _text_key(block)) and key in block
            else block
            for block in content
        ]
    return content
