"""What a file is that is no run, and what to do."""

from __future__ import annotations

from typing import NamedTuple

NAME_A_RUN = "Name a run file, as `--record` or the data directory has them."
_OTHER_TOOLS = "Run files, and the files of other tools that docs/run-file.md names, can be read."
_CONVERT = "Convert it: `iconv -f {0} -t UTF-8 FILE > NEW.jsonl`."


class WrongFile(NamedTuple):
    what: str
    """Ends a sentence: `it is an HTML page`."""
    advice: str


_MAGIC: tuple[tuple[bytes, WrongFile], ...] = (
    (b"\xff\xfe\0\0", WrongFile("this file is UTF-32, not UTF-8", _CONVERT.format("UTF-32"))),
    (b"\0\0\xfe\xff", WrongFile("this file is UTF-32, not UTF-8", _CONVERT.format("UTF-32"))),
    (b"\xff\xfe", WrongFile("this file is UTF-16, not UTF-8", _CONVERT.format("UTF-16"))),
    (b"\xfe\xff", WrongFile("this file is UTF-16, not UTF-8", _CONVERT.format("UTF-16"))),
    (b"{\0", WrongFile("this file is UTF-16, not UTF-8", _CONVERT.format("UTF-16LE"))),
    (b"\0{", WrongFile("this file is UTF-16, not UTF-8", _CONVERT.format("UTF-16BE"))),
    (b"\0", WrongFile("it begins with zero bytes, as after a power cut", "Is there a copy of it?")),
    (b"PK\x03\x04", WrongFile("it is a ZIP archive", "Unpack it with `unzip`.")),
    (b"BZh", WrongFile("it is packed with bzip2", "Unpack it with `bunzip2`.")),
    (b"\xfd7zXZ", WrongFile("it is packed with xz", "Unpack it with `unxz`.")),
    (b"%PDF", WrongFile("it is a PDF document", NAME_A_RUN)),
    (b"\x89PNG", WrongFile("it is a picture", NAME_A_RUN)),
    (b"\xff\xd8\xff", WrongFile("it is a picture", NAME_A_RUN)),
    (b"SQLite format 3", WrongFile("it is an SQLite database", NAME_A_RUN)),
)
_HTML = WrongFile("it is an HTML page", "A report cannot be read back; name the run file it was made of.")
_XML = WrongFile("it is an XML file", NAME_A_RUN)
_HAR = WrongFile("it is an HTTP archive (HAR), which has no times of chunks", _OTHER_TOOLS)
EMPTY = WrongFile("it is empty", NAME_A_RUN)
_CSV = WrongFile("it is a table (CSV)", "Name the run file it was made of.")
_JSON_LINES = WrongFile("its lines are JSON, but no run events", _OTHER_TOOLS)
_JSON = WrongFile("it is JSON, but no run events, one a line", _OTHER_TOOLS)
_CUT = WrongFile(
    "its first line is cut off", "Is there a copy of it? Without that line nobody knows what ran."
)
_HEADLESS = WrongFile("its first line is not a run_started event", _CUT.advice)
_UNKNOWN = WrongFile("its first line is not a run_started event", "Is it a prompt set?")


def what_it_is(head: bytes) -> WrongFile:
    for begin, kind in _MAGIC:
        if head.startswith(begin):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = text[:200].lower()
    if not text:
        return EMPTY
    if lower.startswith((b"<!doctype html", b"<html")):
        return _HTML
    if lower.startswith((b"<?xml", b"<")):
        return _XML
    if text.startswith((b"{", b"[")):
        return _kind_of_json(text)
    return _CSV if _is_table(text) else _UNKNOWN


def _kind_of_json(text: bytes) -> WrongFile:
    flat = b"".join(text.split())
    if flat.startswith(b'{"log":{') and any(key in flat for key in (b'"creator"', b'"pages"', b'"entries"')):
        return _HAR
    lines = text.split(b"\n")
    if text.startswith(b'{"event":'):
        return _CUT if len(lines) == 1 else _HEADLESS
    whole = lines[0].rstrip().endswith((b"}", b"]"))
    return _JSON_LINES if whole and len(lines) > 1 else _JSON


def _is_table(text: bytes) -> bool:
    lines = text.split(b"\n")[:-1][:3]
    marks = [{line.count(mark) for line in lines} for mark in (b",", b";", b"\t")]
    return len(lines) > 1 and any(len(counts) == 1 and counts != {0} for counts in marks)
