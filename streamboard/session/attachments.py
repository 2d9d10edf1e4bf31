"""Files named in a prompt as `@path`."""

from __future__ import annotations

import base64
import os
import re
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from streamboard.common.errors import StreamboardError
from streamboard.common.in_thread import in_thread
from streamboard.promptset.content import IMAGE_TYPES
from streamboard.promptset.media import media_type_of
from streamboard.run.question import Content
from streamboard.safety.name_letters import not_a_name, unseen
from streamboard.safety.sanitise import clean_line
from streamboard.safety.timed_files import Glances

MOST_TEXT = 200_000
"""Bytes."""
MOST_IMAGE = 5_000_000
"""Bytes; the API's own limit."""
MOST_ALL = 20_000_000
"""Bytes of all files in a message; the API limits requests likewise."""

_READ_S = 5.0
_GLANCES = Glances(0.5)  # Frames and key presses wait for it.
_MENTION = re.compile(r'(?<!\S)(?P<escaped>\\)?@(?:"(?P<quoted>[^"\n]+)"|(?P<bare>[^\s"]+))')
_LIKE_A_PATH = re.compile(r"[~\w.+/-]*[./][~\w.+/-]*")
_CLOSING = ".,;:!?)]}"


class AttachmentError(StreamboardError):
    """A file that a prompt names cannot be attached."""


def content_of(text: str, folder: Path) -> Content:
    """Return the files named in a prompt, then its text.

    `@notes.txt` and `@"my notes.txt"` attach a file; `\\@name` is sent as `@name`. A word that neither names
    a file nor looks like a path (`@property`) stays.
    """
    blocks, total = [], 0
    for name in files_of(text, folder):
        data = _read(folder, name)
        total += len(data)
        if total > MOST_ALL:
            raise AttachmentError("The files are too large together.", _at_most(MOST_ALL))
        blocks.append(_block(name, data))
    words = _MENTION.sub(lambda match: match[0].removeprefix("\\"), text)
    return [*blocks, {"type": "text", "text": words}] if blocks else words


async def read_aside(text: str, folder: Path) -> Content:
    """Run `content_of` in a thread; a timeout raises AttachmentError too."""
    try:
        return await in_thread(partial(content_of, text, folder), _READ_S)
    except TimeoutError:
        raise AttachmentError(
            f"The files could not be read within {_READ_S:g} s.",
            "Is one on a disk or a network that is gone?",
        ) from None


def glance_at_files_of(text: str, folder: Path) -> list[str]:
    return _GLANCES.take(partial(files_of, text, folder), [])


def glance_completed(text: str, folder: Path) -> str | None:
    return _GLANCES.take(partial(completed, text, folder), None)


def files_of(text: str, folder: Path) -> list[str]:
    """Paths as written."""
    return list(dict.fromkeys(_names(text, folder)))


def without_files(text: str) -> str:
    """Escape every `@name`, so that it attaches nothing."""
    return _MENTION.sub(lambda match: match[0] if match["escaped"] else f"\\{match[0]}", text)


def _names(text: str, folder: Path) -> Iterator[str]:
    for match in _MENTION.finditer(text):
        if match["escaped"]:
            continue
        if match["quoted"]:
            yield match["quoted"]
        elif name := _bare_name(match["bare"], folder):
            yield name


def _bare_name(word: str, folder: Path) -> str | None:
    shorter = word.rstrip(_CLOSING)
    found = next((name for name in (word, shorter) if name and _is_there(folder, name)), None)
    return found or (shorter if _LIKE_A_PATH.fullmatch(shorter) else None)


def _is_there(folder: Path, name: str) -> bool:
    try:
        return _path(folder, name).exists()
    except (OSError, ValueError):
        return False


def _path(folder: Path, name: str) -> Path:
    return folder / os.path.expanduser(name)


def _read(folder: Path, name: str) -> bytes:
    shown = clean_line(name)
    try:
        path = _path(folder, name)
        with open(path, "rb", opener=_open_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise IsADirectoryError  # Or a pipe, or a device.
            if not found.st_size:
                # Kernel files, as in /proc, report no size either, and some never end.
                raise AttachmentError(f"{shown} is empty, or not a file on disk.")
            return file.read(MOST_IMAGE + 1)
    except IsADirectoryError:
        raise AttachmentError(f"{shown} is not a regular file.", "Name a file on disk.") from None
    except FileNotFoundError:
        raise AttachmentError(f"There is no file {shown}.", f"Write \\@{shown} for the words.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no file name"
        raise AttachmentError(f"{shown} cannot be read: {reason}.") from None


def _open_at_once(path: str, flags: int) -> int:
    """A pipe without a writer would block."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _block(name: str, data: bytes) -> dict[str, Any]:
    media_type = _image_type(data)
    if len(data) > (MOST_IMAGE if media_type else MOST_TEXT):
        most = _at_most(MOST_IMAGE if media_type else MOST_TEXT)
        raise AttachmentError(f"{clean_line(name)} is too large.", most)
    if media_type:
        encoded = base64.b64encode(data).decode("ascii")
        source = {"type": "base64", "media_type": media_type, "data": encoded}
        return {"type": "image", "source": source}
    return {"type": "text", "text": _fenced(name, _decoded(name, data))}


def _image_type(data: bytes) -> str | None:
    media_type = media_type_of(data)
    return media_type if media_type in IMAGE_TYPES else None


def _decoded(name: str, data: bytes) -> str:
    advice = "Text files (UTF-8) and PNG, JPEG, GIF and WebP images are taken."
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AttachmentError(f"{clean_line(name)} is neither text nor an image.", advice) from None
    if "\0" in text:
        raise AttachmentError(f"{clean_line(name)} is neither text nor an image.", advice)
    if not text.strip():
        raise AttachmentError(f"{clean_line(name)} is empty.")
    return text


def _fenced(name: str, text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{name}:\n{fence}\n{text.removesuffix(chr(10))}\n{fence}"


def _at_most(size: int) -> str:
    return f"At most {size / 1e6:g} MB can be sent."


def completed(text: str, folder: Path) -> str | None:
    """Complete a `@path` at the end of a text as far as it is unambiguous; None if no further."""
    match = re.search(r'(?:^|\s)@(?P<begun>[^\s"]*)$', text)
    if match is None:
        return None
    begun = match["begun"]
    head, slash, start = begun.rpartition("/")
    try:
        inside = _path(folder, head + slash) if slash else folder
        found = [
            entry.name + ("/" if entry.is_dir() else "")
            for entry in os.scandir(inside)
            if entry.name.startswith(start) and (start or not entry.name.startswith("."))
        ]
    except (OSError, ValueError):
        return None
    more = _common_start(found)[len(start) :]
    if not more or unseen(more) or not_a_name(more) or any(map(str.isspace, more)):
        return None
    return text + more


def _common_start(names: list[str]) -> str:
    first, last = min(names, default=""), max(names, default="")
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:same] if same is not None else min(first, last, key=len)
