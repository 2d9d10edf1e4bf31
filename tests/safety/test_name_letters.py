"""Which letters a name may have, and what a letter is called that nobody can see."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.safety.name_letters import as_name, misleading, named, not_a_name
from streamboard.safety.sanitise import clean_line

NAMES = ["質問　その一", "👩‍💻 dev", "می‌خواهم", "क्‍ष", "a b", "🇩🇪 ❤️ 1️⃣", "naïve café", "“x”"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_be_of_any_script(name: str) -> None:
    assert not_a_name(name) == ""
    assert as_name(name) == name


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("a\x1bb", "the control character U+001B"),
        ("a\nb", "a line feed (U+000A)"),
        ("a\u202eb", "a right-to-left override (U+202E)"),
        ("a\u2028b", "a line separator (U+2028)"),
        ("a\ud83db", "half of a surrogate pair (U+D83D)"),
        ("\u200b\ufeff", "a zero width space (U+200B)"),
        (" \ufeff", "a byte order mark (U+FEFF)"),
    ],
)
def test_what_a_name_cannot_have_is_named(name: str, what: str) -> None:
    assert what in not_a_name(name)


@given(st.text())
def test_only_controls_line_ends_and_directions_are_refused(text: str) -> None:
    refused = [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        or character in "\u061c\u200e\u200f"
    ]
    assert bool(not_a_name(text)) == bool(refused or not clean_line(text))
    assert not refused or named(refused[0]) in not_a_name(text)
    assert "which no name can have" not in not_a_name(as_name(text))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="“”„‟‘’‚‛")))
def test_a_text_with_letters_of_its_own_is_never_called_misleading(text: str) -> None:
    assert misleading(f"ä{text}") is None
