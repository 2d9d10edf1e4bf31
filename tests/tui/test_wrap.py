"""Wrapping text that grows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from streamboard.tui.text.wrap import TAB, WrappedText

PLAIN, OTHER = Style(), Style(bold=True)


def wrap(width: int, *pieces: str) -> list[str]:
    """The lines of pieces that come one by one."""
    wrapped = WrappedText(width)
    for piece in pieces:
        wrapped.append(piece, PLAIN)
    return lines(wrapped)


def lines(wrapped: WrappedText) -> list[str]:
    """All lines, without the spaces at their ends."""
    return [wrapped.text(index).rstrip(" ") for index in range(len(wrapped))]


@pytest.mark.parametrize(
    ("width", "text", "expected"),
    [
        (10, "", [""]),
        (10, "short", ["short"]),
        (10, "exactly 10", ["exactly 10"]),
        (10, "one two three", ["one two", "three"]),
        (5, "incomprehensible", ["incom", "prehe", "nsibl", "e"]),
        (5, "an incomprehensible", ["an", "incom", "prehe", "nsibl", "e"]),
        (5, "abcde fghij", ["abcde", "fghij"]),
        (5, "a\nb", ["a", "b"]),
        (5, "a\n\nb\n", ["a", "", "b", ""]),
        (6, "\tx", ["    x"]),
        (6, "  indented", ["indent", "ed"]),
        (4, "漢字漢字", ["漢字", "漢字"]),
        (5, "漢字漢字", ["漢字", "漢字"]),
        (6, "a 漢字漢字", ["a", "漢字漢", "字"]),
        (1, "abc", ["a", "b", "c"]),
        (0, "ab", ["a", "b"]),
    ],
)
def test_lines_break_at_spaces_or_within_words_that_are_too_long(
    width: int, text: str, expected: list[str]
) -> None:
    assert wrap(width, text) == expected


def test_spaces_at_the_end_of_a_full_line_do_not_wrap() -> None:
    assert wrap(5, "abcde", " ", "   ") == ["abcde"]


def test_more_spaces_at_a_break_do_not_push_the_next_word_apart() -> None:
    assert wrap(5, "aaa    bbbbb") == ["aaa", "bbbbb"]


def test_a_change_of_style_begins_a_new_line() -> None:
    wrapped = WrappedText(20)
    wrapped.append("thinking", OTHER)
    wrapped.append("text", PLAIN)
    wrapped.append(" goes on", PLAIN)
    assert [wrapped.line(index) for index in range(len(wrapped))] == [
        [("thinking", OTHER)],
        [("text goes on", PLAIN)],
    ]


def test_finished_lines_stay_what_they_are() -> None:
    wrapped = WrappedText(10)
    wrapped.append("one two three four", PLAIN)
    before = list(wrapped.lines)
    wrapped.append(" five six seven", PLAIN)
    assert wrapped.lines[: len(before)] == before


def test_much_at_once_is_wrapped_like_little() -> None:
    words = "the quick brown fox jumps " * 400
    assert wrap(31, words) == wrap(31, *words)


# What `clean` lets through: no controls, but wide, combined and joined characters, and tabs.
LETTERS = st.sampled_from("ab c  \n\txyz.漢字é-—한가ｱ")
CLUSTERS = st.sampled_from(["e\u0301", "👍🏽", "👨‍👩‍👧", "🇦🇹", "❤️", "1️⃣", "한", "n\u0303\u0323"])
PIECES = st.lists(st.text(LETTERS, max_size=40), max_size=12)


@given(st.integers(2, 30), PIECES)
def test_any_pieces_give_the_lines_of_the_whole(width: int, pieces: list[str]) -> None:
    assert wrap(width, *pieces) == wrap(width, "".join(pieces))


@given(st.integers(2, 30), st.lists(st.one_of(st.text(LETTERS, max_size=10), CLUSTERS), max_size=25))
def test_clusters_that_come_whole_give_the_lines_of_the_whole(width: int, pieces: list[str]) -> None:
    assert wrap(width, *pieces) == wrap(width, "".join(pieces))


@given(st.integers(2, 30), st.lists(st.one_of(st.text(LETTERS, max_size=40), CLUSTERS), max_size=12))
def test_no_line_is_wider_than_the_width(width: int, pieces: list[str]) -> None:
    assert all(cell_len(line) <= width for line in wrap(width, *pieces))


@given(st.integers(1, 30), st.lists(st.one_of(st.text(LETTERS, max_size=40), CLUSTERS), max_size=12))
def test_no_character_is_lost_but_spaces_at_breaks(width: int, pieces: list[str]) -> None:
    whole = "".join(pieces).replace("\t", TAB)
    assert "".join(wrap(width, *pieces)).replace(" ", "") == whole.replace("\n", "").replace(" ", "")


@given(st.integers(1, 30), PIECES)
def test_words_that_fit_are_not_broken(width: int, pieces: list[str]) -> None:
    text = "".join(pieces)
    shown = {word for line in wrap(width, text) for word in line.split()}
    assert {word for word in text.split() if cell_len(word) <= width} <= shown


@given(st.integers(1, 30), PIECES)
def test_the_length_is_the_number_of_lines(width: int, pieces: list[str]) -> None:
    wrapped = WrappedText(width)
    for piece in pieces:
        wrapped.append(piece, PLAIN)
    assert len(wrapped) == len(lines(wrapped)) == len(wrapped.lines) + 1


def test_the_earliest_lines_go_and_the_others_keep_their_numbers() -> None:
    wrapped = WrappedText(20, most_lines=4)
    for number in range(12):
        wrapped.append(f"line {number}\n", PLAIN)
    assert wrapped.dropped == 8
    assert [wrapped.text(index) for index in range(wrapped.dropped, len(wrapped))] == [
        "line 8",
        "line 9",
        "line 10",
        "line 11",
        "",
    ]


def test_marks_that_come_without_end_do_not_stay_in_the_line_that_grows() -> None:
    wrapped = WrappedText(20)
    for _ in range(3000):
        wrapped.append("\u0e49", PLAIN)
    assert len(wrapped.tail) < 1000
    assert "".join(lines(wrapped)).count("\u0e49") == 3000
