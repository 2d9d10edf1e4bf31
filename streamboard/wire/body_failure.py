"""What a body says about a failure."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from streamboard.run.server_words import Said, said_in, says_failure, shortened
from streamboard.safety.decoding_cost import TooHeavyError
from streamboard.safety.quoted_text import LONGEST_SECRET, beginning
from streamboard.wire.decoding import decode_json
from streamboard.wire.sse import SseDecoder

_MOST_READ = 32_000
"""Characters; a failure is said at the beginning."""
MOST_KEPT = _MOST_READ + LONGEST_SECRET
"""Bytes."""
_EVENT = re.compile(rb"^\s*(?:event|data|id|:)", re.IGNORECASE)
_UNSHOWN = frozenset({"head", "script", "style"})


def said_by(body: bytes) -> Said:
    body = _begun(body)
    if _EVENT.match(body):
        for said in _said_by_events(body):
            return said
    value, problem = decode_json(body)
    if not problem:
        return said_in(value)
    text = body.decode("utf-8", "replace")
    return Said(shortened(_shown(text) if text.startswith("<") else text))


def is_whole_failure(body: bytes) -> bool:
    """Whether a body, perhaps unfinished, is a whole JSON failure."""
    body = _as_utf8(body)
    if body[:1] not in (b"{", b"[") or body[-1:] not in (b"}", b"]"):
        return False
    value, problem = decode_json(body)
    return not problem and says_failure(value)


def is_prose(body: bytes) -> bool:
    """JSON is prose, too."""
    return bool(body.strip()) and _EVENT.match(body) is None


def _begun(body: bytes) -> bytes:
    if len(body) <= _MOST_READ:
        return _as_utf8(body)
    text = _as_utf8(body[:MOST_KEPT]).decode("utf-8", "replace")
    return beginning(text, _MOST_READ, goes_on=len(body) >= MOST_KEPT).text.encode()


def _as_utf8(body: bytes) -> bytes:
    return body.decode(json.detect_encoding(body), "replace").strip().encode()  # It may be UTF-16.


def _said_by_events(body: bytes) -> Iterator[Said]:
    try:
        events = SseDecoder(2 * _MOST_READ).feed(body + b"\n\n")
    except TooHeavyError:
        return
    for event in events:
        said = said_by(event.data) if not _EVENT.match(event.data) else Said("")
        if said.words:
            yield said


def _shown(page: str) -> str:
    """Return a page's text, else its title, in linear time."""
    shown, titles, inside = list[str](), list[str](), ""
    for part in page.split("<"):
        tag, _, text = part.partition(">")
        name = tag.partition(" ")[0].strip("/ \t\r\n").lower()
        if tag.startswith("/") and name == inside:
            inside = ""
        elif not inside and name in _UNSHOWN:
            inside = name
        if name == "title" and not tag.startswith("/"):
            titles.append(text)
        elif not inside:
            shown.append(text)
    return html.unescape(" ".join(" ".join(shown).split() or titles))
