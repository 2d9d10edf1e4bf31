"""Read YAML into a `Document`."""

from __future__ import annotations

import codecs
import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path as FilePath
from typing import Any

import yaml
from yaml.reader import Reader

from streamboard.documents.build import build
from streamboard.documents.compose import TooMuchError, compose
from streamboard.documents.document import Document
from streamboard.documents.findings import nearest
from streamboard.documents.kind import ANY, Kind
from streamboard.documents.mistakes import Mistake, MistakesError, lines_of
from streamboard.documents.syntax import explain_syntax, misleading_letter
from streamboard.safety.name_letters import named
from streamboard.safety.paths import in_time, is_folder

MAX_BYTES = 1_000_000


_LOOKED_AT_FOR_NULS = 4096
"""Bytes; binary formats have a null among them."""
_LOOKED_AT_MOST = 100
"""Lines searched for invisible letters."""


def read(source: str, name: str, kind: Kind) -> Document:
    """Read a mapping.

    Raises:
        MistakesError: It is no mapping, no YAML, or exceeds a limit.
    """
    document = document_of(source, name, kind)
    if not isinstance(document.data, dict):
        raise MistakesError([_no_mapping(document, kind)])
    return document


def document_of(source: str, name: str, kind: Kind = ANY) -> Document:
    """Read any value; an empty text is a mistake, too."""
    if len(source) > MAX_BYTES:
        raise _too_large(name)
    document = Document(name, source.removeprefix("\ufeff"))
    _refuse_unprintable(document)
    try:
        root = compose(document.source)
    except yaml.MarkedYAMLError as error:
        raise MistakesError([_syntax_mistake(document, error, kind)]) from error
    except (yaml.YAMLError, RecursionError, ValueError, UnicodeError, OverflowError) as error:
        raise MistakesError([document.mistake_at(1, 1, "", f"is not valid YAML: {error}")]) from error
    if root is None:
        raise _unreadable(name, "is empty", kind.if_empty)
    build(document, root)
    return document


def _no_mapping(document: Document, kind: Kind) -> Mistake:
    if document.data is None:
        return document.mistake_at(1, 1, "", "is empty", kind.if_empty)
    if letter := misleading_letter(lines_of(document.source)[:_LOOKED_AT_MOST], 1):
        return document.mistake_at(*letter)
    held, hint = (
        ("a list", kind.if_list) if isinstance(document.data, list) else ("a single value", kind.if_value)
    )
    spot = document.values[()]
    return document.mistake_at(spot.line, spot.column, "", f"holds {held} where a mapping is needed", hint)


def _refuse_unprintable(document: Document) -> None:
    match = Reader.NON_PRINTABLE.search(document.source)
    if match is None:
        return
    before = lines_of(document.source[: match.start()])
    what, hint = f"{named(match[0])} stands here", "remove it; it is not a character"
    if unicodedata.category(match[0]) == "Cc":
        hint = f'remove it, or write it as "\\x{ord(match[0]):02x}" in double quotes'
    raise MistakesError([document.mistake_at(len(before), len(before[-1]) + 1, "", what, hint)])


def _syntax_mistake(document: Document, error: yaml.MarkedYAMLError, kind: Kind) -> Mistake:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = lines_of(document.source)
    if isinstance(error, TooMuchError):
        return document.mistake_at(line, column, "", str(error.problem), str(error.note))
    began = error.context_mark.line + 1 if error.context_mark else line
    if letter := misleading_letter(lines[began - 1 : line], began):
        return document.mistake_at(*letter)
    line, column, what, hint = explain_syntax(error, lines, line, column, kind.trap)
    return document.mistake_at(line, column, "", what, hint)


def read_file(path: str | os.PathLike[str], kind: Kind) -> Document:
    return read(text_of(path), os.fspath(path), kind)


def text_of(path: str | os.PathLike[str]) -> str:
    """Read UTF-8, or UTF-16 with a byte order mark.

    Raises:
        MistakesError: The file cannot be read, is too large, or is no text.
    """
    shown = os.fspath(path)
    return _decoded(_bytes_of(shown), shown)


def _bytes_of(path: str) -> bytes:
    try:
        data = in_time(path, partial(_read, path))
    except OSError as error:
        raise _unreadable(path, *_why_not(path, error)) from error
    except ValueError as error:
        raise _unreadable(path, "is no file name") from error
    if len(data) > MAX_BYTES:
        raise _too_large(path)
    return data


def _read(path: str) -> bytes:
    # Checked first, as opening a pipe blocks.
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise _unreadable(path, *_no_regular_file(path))
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _too_large(name: str) -> MistakesError:
    return _unreadable(
        name,
        f"is larger than {MAX_BYTES // 1_000_000} MB",
        "it should be a short text; is this the right file?",
    )


def _unreadable(name: str, what: str, hint: str = "") -> MistakesError:
    return MistakesError([Mistake(name, None, None, "", what, hint)])


def _no_regular_file(path: str) -> tuple[str, str]:
    if os.path.isdir(path):
        return "is a folder", _sets_in(FilePath(path))
    return "is not a regular file", "name a file on disk"


def _why_not(path: str, error: OSError) -> tuple[str, str]:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "is not there", _near_files(FilePath(path))
    if error.errno == errno.EACCES:
        return "may not be read", "check its permissions"
    return f"cannot be read: {error.strerror}", ""


def _names_in(folder: FilePath) -> list[str]:
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.name.endswith((".yaml", ".yml"))]
    except OSError:
        return []
    return sorted(names)[:200]


def _sets_in(folder: FilePath) -> str:
    names = _names_in(folder)
    return f"name a file in it: {', '.join(names[:5])}" if names else "name a YAML file"


def _near_files(path: FilePath) -> str:
    names = _names_in(path.parent)
    near = nearest(path.name, names) or nearest(path.stem, [FilePath(name).stem for name in names])
    if near:
        name = next(name for name in names if near in (name, FilePath(name).stem))
        return f"did you mean `{path.parent / name}`?"
    if not is_folder(path.parent):
        return f"there is no folder `{path.parent}` either"
    return f"in that folder are: {', '.join(names[:5])}" if names else "there is no YAML file in that folder"


def _decoded(data: bytes, name: str) -> str:
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf16 and b"\0" in data[:_LOOKED_AT_FOR_NULS]:
        raise _unreadable(name, "is not a text", "is this the right file? It should be YAML, in UTF-8")
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = lines_of(data[: error.start].decode("utf-16" if utf16 else "utf-8-sig", "replace"))
        what = f"is not {'UTF-16' if utf16 else 'UTF-8'} at this place"
        line, column = len(before), len(before[-1]) + 1
        hint = "save the file as UTF-8"
        raise MistakesError([Mistake(name, line, column, "", what, hint)]) from error


def read_value(text: str) -> Iterator[Any]:
    """Read a command line value as YAML, then, if that differs, as plain text."""
    try:
        document = document_of(text, "")
    except MistakesError:
        pass
    else:
        if not document.findings:
            yield document.data
        if document.data == text:
            return
    yield text
