"""Words that two texts share, and where they part."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board import word_diff
from streamboard.board.word_diff import Difference, difference, words_of


def compared(left: str, right: str) -> Difference:
    return difference(words_of(left), words_of(right))


def own(found: Difference) -> tuple[list[str], list[str]]:
    """The words that only one side has."""
    return (
        [word.text for word, shared in zip(found.left, found.left_shared, strict=True) if not shared],
        [word.text for word, shared in zip(found.right, found.right_shared, strict=True) if not shared],
    )


def test_words_keep_the_white_space_before_them() -> None:
    assert [*words_of("  One two,\n\n\tthree \n")] == [("  ", "One"), (" ", "two,"), ("\n\n\t", "three")]


def test_where_writing_has_no_white_space_a_character_is_a_word() -> None:
    assert [word.text for word in words_of("量子とはGPT-4 です")] == [*"量子とは", "GPT-4", *"です"]


@pytest.mark.parametrize(
    ("left", "right", "only_left", "only_right", "parts_at"),
    [
        ("", "", [], [], 0),
        ("a b c", "a b c", [], [], 3),
        ("a b c", "a b", ["c"], [], 2),
        ("a red fox ran", "a brown fox ran", ["red"], ["brown"], 1),
        ("the fox", "so the fox", [], ["so"], 0),
        ("one", "two", ["one"], ["two"], 0),
        ("a\nb", "a   b", [], [], 2),
    ],
)
def test_words_of_one_side_alone(
    left: str, right: str, only_left: list[str], only_right: list[str], parts_at: int
) -> None:
    found = compared(left, right)
    assert own(found) == (only_left, only_right)
    assert found.parts_at == parts_at


def test_one_text_that_goes_on_is_ahead_of_the_other() -> None:
    assert compared("a b c d", "a b").ahead == (2, 2)
    assert compared("a b", "a b c d").ahead == (2, 2)
    assert compared("a x c d", "a y c").ahead == (3, 3)


def test_texts_that_end_in_different_words_are_not_ahead_of_each_other() -> None:
    assert compared("a b x", "a b y z").ahead == (3, 4)


def test_a_changed_word_in_a_long_text_is_found_alone() -> None:
    words = [f"word{number}" for number in range(3000)]
    changed = [*words[:1500], "another", *words[1501:]]
    found = compared(" ".join(words), " ".join(changed))
    assert own(found) == (["word1500"], ["another"])
    assert found.parts_at == 1500


def test_a_long_insertion_leaves_what_follows_it_the_same() -> None:
    rng = random.Random(1)
    words = rng.choices([f"w{number}" for number in range(400)], k=900)
    extra = [f"new{number}" for number in range(300)]
    found = compared(" ".join(words), " ".join([*words[:450], *extra, *words[450:]]))
    assert own(found) == ([], extra)


@given(
    st.lists(st.sampled_from("abcdefgh"), max_size=120), st.lists(st.sampled_from("abcdefgh"), max_size=120)
)
def test_what_is_shared_is_the_same_words_in_the_same_order(left: list[str], right: list[str]) -> None:
    found = compared(" ".join(left), " ".join(right))
    common = [
        [word.text for word, shared in zip(words, flags, strict=True) if shared]
        for words, flags in ((found.left, found.left_shared), (found.right, found.right_shared))
    ]
    assert common[0] == common[1]
    assert left[: found.parts_at] == right[: found.parts_at]
    assert left[found.parts_at : found.parts_at + 1] != right[found.parts_at : found.parts_at + 1] or (
        found.parts_at == len(left) == len(right)
    )


def test_a_text_of_the_same_words_over_and_over_is_compared_too() -> None:
    found = compared("a b " * 3000, "b a a " * 2000)
    assert found.parts_at == 0
    assert len(found.left_shared) == 6000


def test_white_space_at_the_end_is_looked_through_once() -> None:
    assert [*words_of("one" + " \n" * 500_000)] == [("", "one")]


def test_texts_made_to_be_hard_are_not_looked_at_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each comparison finds but one word that stands once in either text, near an end of both."""

    def hard(filler: str) -> list[str]:
        pairs = ([f"w{k + 1}", filler, f"w{k}", filler] for k in range(1, 1200))
        return ["w1", filler, "U", filler, *(word for pair in pairs for word in pair)]

    looked: list[int] = []
    once = word_diff._once
    monkeypatch.setattr(word_diff, "_once", lambda words: looked.append(len(words)) or once(words))  # type: ignore[func-returns-value]
    left, right = hard("x"), hard("y")
    found = compared(" ".join(left), " ".join(right))
    assert sum(looked) <= 25 * (len(left) + len(right))
    common = [
        [word.text for word, shared in zip(words, flags, strict=True) if shared]
        for words, flags in ((found.left, found.left_shared), (found.right, found.right_shared))
    ]
    assert common[0] == common[1]
    assert len(common[0]) > 20
