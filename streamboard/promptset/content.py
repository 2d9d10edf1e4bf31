"""Finds what any server would refuse; unknown keys and block types pass, as the server may support them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from streamboard.documents.findings import Finding, Path, choose_from, did_you_mean, nearest, quoted
from streamboard.documents.sections import noted
from streamboard.promptset.api_values import Known
from streamboard.promptset.schema import RequestSettings

ROLES = ("user", "assistant", "system")
_MESSAGE_KEYS = ("role", "content")
BLOCK_TYPES = (
    "text",
    "image",
    "document",
    "search_result",
    "thinking",
    "redacted_thinking",
    "tool_use",
    "tool_result",
    "server_tool_use",
    "web_search_tool_result",
    "web_fetch_tool_result",
    "code_execution_tool_result",
    "bash_code_execution_tool_result",
    "text_editor_code_execution_tool_result",
    "tool_search_tool_result",
    "container_upload",
)
IMAGE_SOURCES = {"base64": ("media_type", "data"), "url": ("url",), "file": ("file_id",), "path": ("path",)}
IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
_KNOWN = noted(RequestSettings, Known)
_NOT_EXTRA = {
    "model": "set `model` beside `extra`",
    "messages": "write `prompt` or `messages` beside `extra`",
    "stream": "every request streams",
}
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}")


def check_settings(settings: dict[str, Any], path: Path) -> Iterator[Finding]:
    for key, known in _KNOWN.items():
        value = settings.get(key)
        if not isinstance(value, dict):
            continue
        for choice, words in known.words.items():
            yield from _check_choice(value, (*path, key), choice, words)
        if "type" in known.words and "type" not in value:
            hint = f"one of {', '.join(known.words['type'])}"
            yield Finding((*path, key), "has no `type`", hint, missing="type")
    yield from _check_thinking(settings, path)
    yield from _check_tools(settings, path)
    yield from _check_extra(settings.get("extra"), (*path, "extra"))
    if isinstance(settings.get("system"), list):
        yield from _check_blocks(settings["system"], (*path, "system"), ("text",))


def _check_choice(value: dict[str, Any], path: Path, key: str, words: Sequence[str]) -> Iterator[Finding]:
    chosen = value.get(key)
    if key not in value or chosen is None or (isinstance(chosen, str) and chosen in words):
        return
    shown = f"{quoted(chosen)} is not known" if isinstance(chosen, str) else "should be text"
    yield Finding((*path, key), shown, f"{choose_from(chosen, words)}; a newer one can be sent under `extra`")


def _check_thinking(settings: dict[str, Any], path: Path) -> Iterator[Finding]:
    thinking = settings.get("thinking")
    if not isinstance(thinking, dict) or thinking.get("type") != "enabled":
        return
    budget, at = thinking.get("budget_tokens"), (*path, "thinking", "budget_tokens")
    if "budget_tokens" not in thinking:
        hint = "write how many tokens thinking may take, at least 1024, or `{type: adaptive}`"
        yield Finding(at[:-1], "has no `budget_tokens`", hint, missing="budget_tokens")
    elif type(budget) is not int or budget < 1:
        yield Finding(at, "should be a whole number of tokens")
    elif type(settings.get("max_tokens")) is int and budget >= settings["max_tokens"]:
        yield Finding(at, f"must be less than `max_tokens` ({settings['max_tokens']})", "raise `max_tokens`")


def _check_tools(settings: dict[str, Any], path: Path) -> Iterator[Finding]:
    tools = settings.get("tools")
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        at = (*path, "tools", index)
        if not isinstance(tool, dict):
            continue
        own = tool.get("type") in (None, "custom")
        if own and not isinstance(tool.get("name"), str):
            yield Finding(
                at, "has no `name`", "a tool has `name`, `description` and `input_schema`", missing="name"
            )
        if own and not isinstance(tool.get("input_schema"), dict):
            hint = "the JSON schema of its input: `input_schema: {type: object, properties: {...}}`"
            yield Finding(at, "has no `input_schema`", hint, missing="input_schema")
    choice = settings.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") == "tool" and not isinstance(choice.get("name"), str):
        yield Finding((*path, "tool_choice"), "has no `name`", "name the tool to call", missing="name")


def _check_extra(extra: object, path: Path) -> Iterator[Finding]:
    for key in extra if isinstance(extra, dict) else ():
        if key in _NOT_EXTRA:
            yield Finding((*path, key), "cannot stand under `extra`", _NOT_EXTRA[key], on_key=True)


def check_messages(messages: object, path: Path) -> Iterator[Finding]:
    if not isinstance(messages, list):
        return
    if not messages:
        yield Finding(
            path, "is empty", "a conversation has at least one message: `{role: user, content: ...}`"
        )
    for index, message in enumerate(messages):
        if isinstance(message, dict):
            yield from _check_message(message, (*path, index))


def _check_message(message: dict[str, Any], path: Path) -> Iterator[Finding]:
    unknown = [key for key in message if key not in _MESSAGE_KEYS]
    present = {*message, *(nearest(key, _MESSAGE_KEYS) for key in unknown)}
    for key in unknown:
        yield Finding((*path, key), "is not a key here", did_you_mean(key, _MESSAGE_KEYS), on_key=True)
    if "role" not in present:
        yield Finding(path, "has no `role`", f"one of {', '.join(ROLES)}", missing="role")
    if "content" not in present:
        yield Finding(path, "has no `content`", "a text, or a list of blocks", missing="content")
    role, at = message.get("role"), (*path, "content")
    if "role" in message and (not isinstance(role, str) or role not in ROLES):
        yield Finding((*path, "role"), f"{quoted(role)} is no role", did_you_mean(str(role), ROLES))
    content = message.get("content", "unless it is missing")
    if isinstance(content, list):
        yield from _check_blocks(content, at, BLOCK_TYPES)
    elif not isinstance(content, str):
        yield Finding(at, "should be text, or a list of blocks", "put the text in quotes")
    elif not content.strip():
        yield Finding(at, "is empty")


def _check_blocks(blocks: list[Any], path: Path, types: Sequence[str]) -> Iterator[Finding]:
    if not blocks:
        yield Finding(path, "is empty", "a block looks like `{type: text, text: ...}`")
    for index, block in enumerate(blocks):
        at = (*path, index)
        if not isinstance(block, dict):
            yield Finding(at, "should be a block", "write `{type: text, text: ...}`")
            continue
        kind = block.get("type")
        if "type" not in block:
            yield Finding(at, "has no `type`", "`text`, `image`, ...", missing="type")
        elif not isinstance(kind, str) or (kind not in types and (len(types) == 1 or nearest(kind, types))):
            yield Finding(
                (*at, "type"), f"{quoted(kind)} is no type of block here", did_you_mean(str(kind), types)
            )
        elif kind == "text" and not isinstance(block.get("text"), str):
            yield Finding(at, "has no `text`", "put the text in quotes", missing="text")
        elif kind == "image":
            yield from _check_image(block.get("source"), at)


def _check_image(source: object, path: Path) -> Iterator[Finding]:
    at = (*path, "source")
    if not isinstance(source, dict):
        hint = "write `source: {type: path, path: photo.png}` or `{type: url, url: ...}`"
        yield Finding(path, "has no `source`", hint, missing="source")
        return
    kind = source.get("type")
    if not isinstance(kind, str) or kind not in IMAGE_SOURCES:
        yield Finding(at, f"has the type {quoted(kind)}", f"one of {', '.join(IMAGE_SOURCES)}")
        return
    for key in IMAGE_SOURCES[kind]:
        if not isinstance(source.get(key), str):
            yield Finding(at, f"has no `{key}`", f"a source of type {kind} needs it", missing=key)
    media, data, url = source.get("media_type"), source.get("data"), source.get("url")
    if kind == "base64" and isinstance(media, str) and media not in IMAGE_TYPES:
        yield Finding((*at, "media_type"), f"{quoted(media)} is not taken", did_you_mean(media, IMAGE_TYPES))
    if kind == "base64" and isinstance(data, str) and not _BASE64.fullmatch(data.strip()):
        yield Finding((*at, "data"), "is not base64", "encode the file with `base64 -w0 FILE`")
    if kind == "url" and isinstance(url, str) and not url.startswith(("https://", "http://")):
        yield Finding(
            (*at, "url"), "must begin with https://", "an image on disk is `{type: path, path: photo.png}`"
        )
