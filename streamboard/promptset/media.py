"""Images and documents beside a prompt set, sent as base64."""

from __future__ import annotations

import base64
import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from streamboard.documents.findings import Finding
from streamboard.documents.findings import Path as Place
from streamboard.promptset.schema import PromptSet
from streamboard.safety import private_files

MOST_BYTES = 32_000_000
"""About the API's limit for a request."""
SOURCE = "path"
TYPES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF-": "application/pdf",
}
"""By a file's first bytes."""

Read = Callable[[str], bytes]
"""Reads a relative path; raises OSError."""


def media_type_of(data: bytes) -> str | None:
    """None for what is neither an image nor a PDF."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in TYPES.items() if data.startswith(begin)), None)


def reader_of(folder: Path) -> Read:
    """Confine the reader to the folder and those below: a set may come from anywhere."""

    def read(name: str) -> bytes:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise OSError(errno.EACCES, "it is not in the folder of the prompt set, nor below it")
        return private_files.read(path, MOST_BYTES)

    return read


def with_files(prompt_set: PromptSet, read: Read | None) -> tuple[PromptSet, list[Finding]]:
    """Fill in the files that a checked set's messages name; without a folder, `read` is None."""
    findings: list[Finding] = []
    read_once: dict[str, dict[str, str] | str] = {}
    prompts = []
    for number, prompt in enumerate(prompt_set.prompts):
        messages = [dict(message) for message in prompt.messages or ()]
        found = False
        for place, message, index, name in _named(messages):
            if name not in read_once:
                read_once[name] = _source(name, read)
            source = read_once[name]
            if isinstance(source, str):
                hint = "name an image or a PDF in the folder of this file, or below it"
                findings.append(Finding(("prompts", number, "messages", *place), source, hint))
                continue
            blocks = [*message["content"]]
            blocks[index] = blocks[index] | {"source": source}
            message["content"], found = blocks, True
        prompts.append(prompt.changed(messages=messages) if found else prompt)
    return prompt_set.changed(prompts=prompts), findings


def _named(messages: list[dict[str, Any]]) -> Iterator[tuple[Place, dict[str, Any], int, str]]:
    """Each block with a file: place, message, index in the message, and path."""
    for number, message in enumerate(messages):
        content = message.get("content")
        for index, block in enumerate(content if isinstance(content, list) else ()):
            source = block.get("source") if isinstance(block, dict) else None
            if isinstance(source, dict) and source.get("type") == SOURCE:
                place = (number, "content", index, "source", "path")
                yield place, message, index, str(source.get("path"))


def _source(name: str, read: Read | None) -> dict[str, str] | str:
    if read is None:
        return "names a file, and there is no folder to look in"
    try:
        data = read(name)
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or 'it is no file name'}"
    media_type = media_type_of(data)
    if media_type is None:
        return "is neither an image (PNG, JPEG, GIF, WebP) nor a PDF"
    return {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode("ascii")}
