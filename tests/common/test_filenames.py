"""Names of files."""

from __future__ import annotations

from datetime import datetime

import pytest

from streamboard.common.filenames import slug, stamp


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A story, told twice", "a-story-told-twice"),
        ("../../etc/passwd", "etc-passwd"),
        ("漢字", "run"),
        ("", "run"),
        ("x" * 39 + " and more", "x" * 39),
    ],
)
def test_words_of_any_text_in_plain_letters(text: str, word: str) -> None:
    assert slug(text, "run") == word


def test_times_sort() -> None:
    assert stamp(datetime(2026, 1, 2, 3, 4, 5)) == "2026-01-02T03-04-05"
