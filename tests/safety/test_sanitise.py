"""What reaches a screen: no character that a terminal acts on, however the text was cut."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich._unicode_data import load

from streamboard.endpoints.sim.fault_payloads import HOSTILE_TEXTS
from streamboard.safety import ignorable
from streamboard.safety.sanitise import clean, clean_line

BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
FORMS = {*ignorable.FORMS_OF_IDEOGRAPHS}
UNSEEN = (set(ignorable.UNSEEN) - ignorable.LETTERS_NEED - FORMS - BIDI) | {0x2028, 0x2029}
SUSPECTS = "".join(
    map(chr, [*range(0x20), *range(0x7F, 0xA0), *sorted(BIDI), *sorted(UNSEEN), 0xD83D, 0xDC00])
)
ANY_TEXT = st.text(
    alphabet=st.characters(exclude_categories=()) | st.sampled_from(SUSPECTS + "\u0301ab 漢🦁\u200d\ufe0f")
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\tc", "a\nb\tc"),
        ("\x1b[31m", "␛[31m"),
        ("\x00\x07\x7f", "␀␇␡"),
        ("\x9b2J\x85", "\ufffd2J\ufffd"),
        ("over\rwritten\r\n", "overwritten\n"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("\u202egnp.exe\u202c", "\ufffdgnp.exe\ufffd"),
        ("hid\u200bden\u2060\ufeff\u00ad", "hidden"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("葛\U000e0100城 \U00020bb7\U000e0101", "葛\U000e0100城 \U00020bb7\U000e0101"),
        ("葛\U000e0100\U000e0101\U000e0102", "葛\U000e0100"),
        ("\U000e0100a\U000e0101😀\U000e0102あ\U000e0103", "a😀あ"),
        ("half \ud83d", "half \ufffd"),
        ("می\u200cخواهم क\u094d\u200cष क\u094d\u200dष", "می\u200cخواهم क\u094d\u200cष क\u094d\u200dष"),
        ("👩\u200d💻 ☂\ufe0f", "👩\u200d💻 ☂\ufe0f"),
        ("ه\u200d.ش 👩\u200d x", "ه\u200d\u200c.ش 👩\u200d\u200c x"),  # Or Rich counts no full stop.
        ("Zürich 漢字 🦁", "Zürich 漢字 🦁"),
        ("[bold]not markup[/]", "[bold]not markup[/]"),
    ],
)
def test_known_characters(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_stacked_marks_are_cut_to_eight() -> None:
    assert clean("a" + "\u0301" * 50 + "b") == "a" + "\u0301" * 8 + "b"
    assert clean("e\u0301e\u0301" * 20) == "e\u0301e\u0301" * 20


@pytest.mark.parametrize(
    "mark",
    "\u0301\u0e49\u05b0\u064b\u094d\u0903\u07eb\u0f71\u1161\u11a8\ud7b0\u200c\u200d\ufe0f\u20dd\U0001d167\U00011001",
)
def test_marks_of_every_script_are_cut(mark: str) -> None:
    assert len(clean("x" + mark * 5000 + "y" + mark * 5000)) <= 18
    assert clean("x" + mark * 2 + "ཀ") == "x" + mark * 2 + "ཀ"


def test_whatever_has_no_width_is_cut() -> None:
    widths = load("auto").widths
    unseen = [chr(code) for start, end, width in widths if not width for code in range(start, end + 1)]
    kept = [mark for mark in unseen if clean(mark) == mark]
    assert len(kept) > 2000
    assert [mark for mark in kept if len(clean("x" + mark * 40)) > 9] == []


@pytest.mark.parametrize(
    "text",
    [
        "ที่นี่น้ำท่วม ผู้ใหญ่",
        "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
        "क्षत्रिय स्त्री र्ट्स्न्य",
        "བསྒྲུབས་ ཧཱུྃ",
        "ᄀᆞᆯᄋᆞᆷ 한글",
        "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ",
        "“…”—「『【〈…〉】』」！？。、——————————",
        "🦁" * 12 + "👩\u200d👩\u200d👧\u200d👦" * 3 + "☂\ufe0f" * 6 + "👍🏽" * 6,
        "━━━━━━━━━━━━━━━ ⠁⠂⠃⠄⠅⠆⠇⠈⠉⠊ ∀∃∅∈∉∋∌∏∑−",
    ],
)
def test_ordinary_text_of_every_script_stays(text: str) -> None:
    assert clean(text) == text


def test_one_line_is_one_line() -> None:
    assert clean_line(" a\n\n\tb\u2028c\x1b ") == "a b c␛"


@given(ANY_TEXT)
def test_nothing_that_a_terminal_acts_on_is_left(text: str) -> None:
    shown = clean(text)
    assert not {ord(character) for character in shown} & (BIDI | UNSEEN)
    assert all(
        character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs") for character in shown
    )
    shown.encode()
    assert not set(clean_line(text)) & set("\n\t\r")


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    ANY_TEXT.filter(lambda text: not any(unicodedata.combining(character) for character in text)).filter(
        lambda text: (
            re.search("[\u200c\u200d\ufe00-\ufe0f]{3}|\u200d[ -~]|[\U000e0100-\U000e01ef]", text) is None
        )
    ),
    st.data(),
)
def test_it_does_not_matter_where_the_text_was_cut(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    assert clean(text[:place]) + clean(text[place:]) == clean(text)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_texts_split_anywhere_stay_harmless(text: str) -> None:
    for place in range(len(text) + 1):
        assert "\x1b" not in clean(text[:place]) + clean(text[place:])
        assert clean(text[:place]) + clean(text[place:]) == clean(text)


def test_what_shows_nothing_is_unicodes_own_set() -> None:
    """All that may be ignored or formats text, but for what letters need and for signs that are seen."""
    seen = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    formats = {code for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"} - seen
    assert formats <= set(ignorable.UNSEEN)
    never_assigned = {0x2065, *range(0xFFF0, 0xFFF9), *range(0xE0080, 0xE0100), *range(0xE01F0, 0xE1000)}
    letters_that_fill = {0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5}
    assert never_assigned | letters_that_fill <= set(ignorable.UNSEEN)
    shown = {code for code in ignorable.UNSEEN if clean(f"x{chr(code)}y") not in ("xy", "x\ufffdy")}
    assert shown == ignorable.LETTERS_NEED, [hex(code) for code in shown]
