"""All mistakes at once, each at its place, and readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.common.errors import DocumentError
from streamboard.documents.mistakes import SHOWN_AT_MOST, excerpt
from streamboard.promptset import Mistake, MistakesError, load, parse

FILES = Path(__file__).parent / "files"


def mistakes_of(text: str) -> list[Mistake]:
    """All mistakes of a text."""
    with pytest.raises(MistakesError) as caught:
        parse(text, "set.yaml")
    return caught.value.mistakes


def test_every_mistake_of_a_file_is_told_in_file_order() -> None:
    with pytest.raises(MistakesError) as caught:
        load(FILES / "seven.yaml")
    found = [(mistake.line, mistake.column, mistake.where, mistake.what) for mistake in caught.value.mistakes]
    assert found == [
        (3, 13, "defaults.endpoint", "`loca` is no endpoint"),
        (4, 18, "defaults.limits.idle", "has the unit `parsecs`, which is not one of us, ms, s, m and h"),
        (9, 5, "prompts[0].promt", "is not a key here"),
        (11, 26, "prompts[1].prompt", "asks for `{{topik}}`, which is no variable"),
        (12, 17, "prompts[1].max_tokens", "should be a whole number, not text"),
        (13, 18, "prompts[1].sim.fault", "`overload` is not known here"),
        (16, 5, "prompts[2].name", "is given twice, first on line 14"),
        (17, 5, "prompts[3]", "has neither `prompt` nor `messages`"),
    ]
    hints = [mistake.hint for mistake in caught.value.mistakes]
    assert hints[0] == "did you mean `local`?"
    assert hints[2] == "did you mean `prompt`?"
    assert hints[3] == "did you mean `{{topic}}`?"
    assert hints[5] == "did you mean `overloaded`?"


def test_a_mistake_is_rendered_with_place_meaning_and_line() -> None:
    (mistake,) = mistakes_of("prompts: [x]\ndefaults:\n  max_token: 5\n")
    assert str(mistake) == (
        "set.yaml:3:3: defaults.max_token: is not a key here; did you mean `max_tokens`?\n"
        "    3 |   max_token: 5\n"
        "      |   ^"
    )


def test_the_error_is_a_prompt_set_error_that_spells_all_mistakes_out() -> None:
    with pytest.raises(DocumentError) as caught:
        parse("prompts: [x]\nfoo: 1\nbar: 2\n")
    assert str(caught.value).count("is not a key here") == 2


def test_very_many_mistakes_are_counted() -> None:
    with pytest.raises(MistakesError) as caught:
        parse("prompts: [x]\n" + "".join(f"k{n}: 1\n" for n in range(SHOWN_AT_MOST + 7)))
    assert len(caught.value.mistakes) == SHOWN_AT_MOST + 7
    assert str(caught.value).endswith("... and 7 more")


def test_a_mistake_of_the_command_line_has_no_place() -> None:
    mistake = Mistake("", None, None, "--endpoint smi", "`smi` is no endpoint", "did you mean `sim`?")
    assert str(mistake) == "--endpoint smi: `smi` is no endpoint; did you mean `sim`?"


def test_whatever_a_mistake_is_made_of_it_is_shown_clean() -> None:
    assert "\x1b" not in str(Mistake("\x1b", 1, 1, "\x1b", "\x1b", "\x1b", "\x1b"))


# Excerpts


def caret_under(shown: str) -> str:
    """The character of an excerpt that the caret stands under; works for narrow characters."""
    line, marks = shown.split("\n")
    return line[marks.index("^")]


def test_the_caret_stands_under_the_column() -> None:
    assert caret_under(excerpt("prompts: [x]", 12, 10)) == "["


def test_tabs_do_not_move_the_caret() -> None:
    assert caret_under(excerpt("a:\tX", 3, 4)) == "X"


def test_wide_characters_move_the_caret_by_two_cells() -> None:
    marks = excerpt("日本X", 1, 3).split("\n")[1]
    assert marks == "      |     ^"


def test_a_long_line_is_cut_around_the_column() -> None:
    shown = excerpt("a" * 500 + "X" + "b" * 500, 1, 501)
    assert caret_under(shown) == "X"
    assert len(shown.split("\n")[0]) < 110


def test_a_column_behind_the_end_is_shown_behind_it() -> None:
    assert excerpt("title:", 1, 7) == "    1 | title:\n      |       ^"


def test_an_empty_line_has_no_excerpt() -> None:
    assert excerpt("", 3, 1) == ""


def test_control_characters_do_not_survive_in_an_excerpt() -> None:
    assert "\x1b" not in excerpt("a\x1b[2J", 1, 1)


# What one mistake must not hide or repeat


def test_a_misspelt_key_is_not_also_missing() -> None:
    assert [mistake.where for mistake in mistakes_of("promts: [x]")] == ["promts"]
    wheres = [
        mistake.where for mistake in mistakes_of("prompts: [x]\nendpoints: {mine: {base_ulr: 'http://a'}}")
    ]
    assert wheres == ["endpoints.mine.base_ulr"]


def test_a_misspelt_variable_does_not_leave_another_unused() -> None:
    assert len(mistakes_of("prompts: ['{{topik}}']\nvars: {topic: rain}")) == 1


def test_an_unknown_variable_is_told_once_for_each_text() -> None:
    assert len(mistakes_of("prompts: ['{{a}} {{a}} {{a}}', '{{a}}']")) == 2


def test_several_unknown_variables_in_one_text_are_all_told() -> None:
    assert [mistake.column for mistake in mistakes_of("prompts: ['{{a}} {{b}}']")] == [12, 18]


def test_a_wrong_section_does_not_hide_the_others() -> None:
    wheres = {
        mistake.where
        for mistake in mistakes_of("defaults: []\nmodels: 5\nprompts: [{prompt: '{{x}}', foo: 1}]")
    }
    assert wheres == {"defaults", "models", "prompts[0].prompt", "prompts[0].foo"}
