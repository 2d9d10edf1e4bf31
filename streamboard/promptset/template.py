"""`{{variables}}` in the texts of a prompt.

`{{topic}}` stands for a value. `{{{{topic}}}}` is sent as `{{topic}}`; any other `{{` is sent as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from streamboard.documents.findings import Path

VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""What a variable may be called."""

# At most so many spaces, so that a long run of them costs nothing.
_PLACEHOLDER = re.compile(
    r"\{\{(?P<literal>\{\{[ \t]{0,8}[\w.-]{1,100}[ \t]{0,8}\}\})\}\}"
    r"|\{\{[ \t]{0,8}(?P<name>[\w.-]{1,100})[ \t]{0,8}\}\}"
)


_LOOKS_LIKE_ONE = re.compile(r"\{\{[ \t]{0,8}[\w.-]{1,100}[ \t]{0,8}\}\}")


def placeholders(text: str) -> Iterator[tuple[str, str]]:
    """Each variable that a text asks for: its name, and how it is written there."""
    for match in _PLACEHOLDER.finditer(text):
        if match["name"] is not None:
            yield match["name"], match[0]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the variables' values in their places."""
    return _PLACEHOLDER.sub(
        lambda match: match["literal"] if match["name"] is None else values.get(match["name"], match[0]), text
    )


def escaped(text: str) -> str:
    """The text that is sent as this one: what looks like a variable in it stands for itself."""
    return _LOOKS_LIKE_ONE.sub(r"{{\g<0>}}", text)


def without_placeholders(text: str) -> str:
    """The text with nothing where values would be."""
    return _PLACEHOLDER.sub(" ", text)


def texts(settings: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The texts of a prompt (or of other stream settings) in which variables may stand, each by its path."""
    for key in ("prompt", "system"):
        yield from _texts_of_content(settings.get(key), (key,))
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
    """The key under which a content block keeps text of ours."""
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return None
    return {"text": "text", "tool_result": "content"}.get(block["type"])


def filled_content(content: Any, values: Mapping[str, str]) -> Any:
    """A message's content, or a system prompt, with the variables' values in their places."""
    return _changed_content(content, lambda text: filled(text, values))


def escaped_content(content: Any) -> Any:
    """A message's content, or a system prompt, that is sent as this one; see `escaped`."""
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
