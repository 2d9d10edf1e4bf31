"""Finds secrets encoded, in another case, or with unseen characters inside."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Collection
from urllib.parse import quote

from streamboard.safety.ignorable import UNSEEN, character_class

REDACTED = "[redacted]"
_LEAST_ENCODED = 8
"""Characters; shorter encoded forms could be anything."""
_LEAST_ALONE = 12
"""Characters; in answers, shorter ones count only as whole words, and not if all letters."""
_LONG = 100_000
"""Characters; a search for all forms in more would delay other streams."""
_UNSEEN = re.compile(f"[\r{character_class(sorted(UNSEEN))}]")


def forms(secret: str) -> list[str]:
    """The secret first, then its hex, URL, JSON and base64 forms, as they stand within other data."""
    data = secret.encode("utf-8", "replace")
    encoded = {data.hex(), quote(secret, safe="", errors="replace")}
    encoded.add("".join(f"%{byte:02x}" for byte in data))
    encoded.add("".join(f"\\u{ord(letter):04x}" for letter in secret))
    for before in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            whole = encode(bytes(before) + data).decode().rstrip("=")
            # The first and last characters share bits with their neighbours.
            first = before + (before > 0)
            encoded.add(whole[first:] if (before + len(data)) % 3 == 0 else whole[first:-1])
    return [secret, *(form for form in encoded if len(form) >= _LEAST_ENCODED and form != secret)]


class Forms:
    def __init__(self, secrets: Collection[str], *, in_answers: bool = False) -> None:
        """`in_answers` leaves out what may be an ordinary word."""
        patterns: dict[str, str] = {}
        for secret in secrets:
            first, *encoded = forms(secret)
            short = in_answers and len(secret) < _LEAST_ALONE
            if not (short and secret.isalpha()):
                whole = rf"(?<![^\W_]){re.escape(first)}(?![^\W_])"
                patterns[first.lower()] = whole if short else re.escape(first)
            patterns |= {form.lower(): re.escape(form) for form in encoded}
        self._secrets = tuple(secret for secret in secrets if secret.lower() in patterns)
        self._needles = tuple(patterns)
        self._bytes = sorted((needle.encode("utf-8", "replace") for needle in patterns), key=len)
        self._shortest = min(map(len, patterns), default=0)
        longest_first = sorted(patterns.values(), key=len, reverse=True)
        self._pattern = re.compile("|".join(longest_first), re.IGNORECASE) if patterns else None

    def may_be_in(self, data: bytes) -> bool:
        size = len(data)
        if size > _LONG:
            return any(secret.encode("utf-8", "replace") in data for secret in self._secrets)
        lowered = data.lower()
        for needle in self._bytes:
            if len(needle) > size:
                break
            if needle in lowered:
                return True
        return False

    def redacted(self, text: str) -> str:
        if self._pattern is None or len(text) < self._shortest:
            return text
        if len(text) > _LONG:
            for secret in self._secrets:
                text = text.replace(secret, REDACTED)
            return text
        lowered = (text if shows_all(text) else _UNSEEN.sub("", text)).lower()
        if not any(needle in lowered for needle in self._needles):
            return text
        return replaced(text, self._pattern)


def shows_all(text: str) -> bool:
    """Whether nothing is unseen; long texts are not searched."""
    if len(text) > _LONG:
        return True
    return "\r" not in text if text.isascii() else _UNSEEN.search(text) is None


def replaced(text: str, pattern: re.Pattern[str]) -> str:
    """Redact matches, also with unseen characters inside."""
    if shows_all(text):
        return pattern.sub(REDACTED, text)
    places = [place for place, character in enumerate(text) if not _UNSEEN.match(character)]
    pieces, done = list[str](), 0
    for match in pattern.finditer("".join(text[place] for place in places)):
        pieces += [text[done : places[match.start()]], REDACTED]
        done = places[match.end() - 1] + 1
    return "".join(pieces) + text[done:]
