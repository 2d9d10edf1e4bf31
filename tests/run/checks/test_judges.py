"""Checks are judged alike however the text comes, at the piece that decides them, and at a bounded cost."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.run.checks.judges import LONG, MOST_READ, Judgement
from streamboard.run.checks.judging import Checks, prepare
from streamboard.run.checks.kinds import KINDS, CheckKind, label, may_break
from streamboard.run.plan import Check


def judged(
    check: Check, *pieces: str, reason: str | None = "end_turn", end: int = 1000
) -> tuple[Judgement, int | None]:
    """The judgement of an answer whose pieces came at 1, 2, 3 ...; and the piece after which it was known."""
    checks = Checks([check])
    for t, piece in enumerate(pieces, 1):
        for _, judgement in checks.take(t, piece):
            return judgement, t
    ((_, judgement),) = checks.finish(end, reason)
    return judgement, None


CASES: list[tuple[str, Any, list[str], bool, int, int | None]] = [
    # kind, value, pieces, passed, when it was so first, when that was known
    ("contains", "sky", ["the s", "k", "y is"], True, 3, 3),
    ("contains", "sky", ["the s", "ea"], False, 2, None),
    ("contains", "x", ["x"], True, 1, 1),
    ("not_contains", "sorry", ["I am sor", "ry"], False, 2, 2),
    ("not_contains", "sorry", ["I am", " glad"], True, 2, None),
    ("matches", r"\b11 seconds\b", ["it is 11", " second", "s", ", no", "t 12"], True, 3, 4),
    ("matches", r"\b11 seconds\b", ["it is 11 seconds"], True, 1, None),
    ("matches", r"\b11 seconds\b", ["it is 11 second", "ship"], False, 2, None),
    ("matches", r"end\.$", ["the end.", " No, the end."], True, 2, None),
    ("matches", r"^$", [], True, 1000, None),
    ("json", True, ['{"a"', ": 1}"], True, 2, None),
    ("json", True, ["{"], False, 1, None),
    ("json", {"type": "object", "required": ["b"]}, ['{"a": 1}'], False, 1, None),
    ("equals", " Paris ", [" Par", "is\n"], True, 2, None),
    ("equals", "Paris", ["Paris."], False, 1, None),
    ("max_words", 2, ["one tw", "o", " ", "thr", "ee"], False, 4, 4),
    ("max_words", 3, ["one tw", "o", " three "], True, 3, None),
    ("stop_reason", "end_turn", ["a"], True, 1000, None),
    ("stop_reason", "tool_use", ["a"], False, 1000, None),
]


@pytest.mark.parametrize(("kind", "value", "pieces", "passed", "at", "known"), CASES)
def test_a_check_is_decided_by_the_piece_that_meets_or_breaks_it(
    kind: str, value: Any, pieces: list[str], passed: bool, at: int, known: int | None
) -> None:
    judgement, found = judged(Check(kind, value), *pieces)
    assert (judgement.passed, judgement.at, found) == (passed, at, known)


def test_every_kind_is_among_the_cases() -> None:
    assert {case[0] for case in CASES} == {*KINDS}


@pytest.mark.parametrize(
    ("kind", "value", "pieces", "words"),
    [
        ("json", True, ["Sure: {}"], "it is no JSON"),
        ("json", {"properties": {"age": {"type": "integer"}}}, ['{"age": "x"}'], "at /age: "),
        ("json", True, ["[" * 5000], "nested too deeply"),
        ("stop_reason", "tool_use", ["a"], "it ended with end_turn"),
    ],
)
def test_what_a_kind_does_not_say_by_itself_has_a_reason(
    kind: str, value: Any, pieces: list[str], words: str
) -> None:
    assert words in judged(Check(kind, value), *pieces)[0].why


TEXT = st.text("ab \n🙂é\ud800", max_size=40)
PATTERNS = st.sampled_from(["a+b", r"\bb\b", "(a|b){2,3} ", "b$", "^a", r"a\z", "é|🙂 a", "[^ab]a"])
ANY_CHECK = st.one_of(
    st.builds(Check, st.sampled_from(["contains", "not_contains", "equals"]), st.text("ab é", min_size=1)),
    st.builds(Check, st.just("matches"), PATTERNS),
    st.builds(Check, st.just("max_words"), st.integers(1, 4)),
    st.builds(Check, st.just("json"), st.just(True)),
)


@given(ANY_CHECK, TEXT, st.lists(st.integers(0, 40), max_size=8))
def test_the_verdict_is_that_on_the_whole_text_wherever_it_is_cut(
    check: Check, text: str, cuts: list[int]
) -> None:
    ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[begin:end] for begin, end in pairwise(ends)]
    cut, _ = judged(check, *pieces)
    whole, _ = judged(check, *([text] if text else []))
    assert (cut.passed, cut.why) == (whole.passed, whole.why)
    if check.kind == "matches":
        python = re.compile(check.value.replace("$", r"\Z").replace(r"\z", r"\Z"), re.ASCII)
        assert cut.passed == (python.search(text) is not None)


@given(ANY_CHECK, TEXT, st.lists(st.integers(0, 40), max_size=8))
def test_the_time_is_that_of_the_first_piece_up_to_which_it_held(
    check: Check, text: str, cuts: list[int]
) -> None:
    """For what is found in a text, and cannot be lost again."""
    if check.kind not in ("contains", "not_contains", "max_words"):
        return
    ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[begin:end] for begin, end in pairwise(ends)]
    judgement, known = judged(check, *pieces)
    if judgement.passed == may_break(check):
        return
    assert known == judgement.at
    before, upto = "".join(pieces[: known - 1]), "".join(pieces[:known])
    assert judged(check, before)[0].passed != judgement.passed
    assert judged(check, upto)[0].passed == judgement.passed


def test_a_plan_that_no_prompt_set_made_does_no_harm() -> None:
    for check in (Check("matches", "("), Check("matches", 5), Check("json", {"type": "objekt"})):
        assert not judged(check, "a")[0].passed
    for check in (
        Check("contains", None),
        Check("max_words", "x"),
        Check("equals", []),
        Check("stop_reason", 1),
    ):
        assert judged(check, "a")[0].why == "its value is of the wrong type"
    later = Checks([Check("rhymes", True), Check("contains", "a")])
    assert [index for index, _ in later.take(1, "a")] == [1]
    assert later.finish(2, None) == []
    prepare([Check("rhymes", True), Check("matches", "(")])


def test_what_is_read_of_an_answer_is_bounded() -> None:
    huge = "x" * (MOST_READ + 10)
    assert "longer than" in judged(Check("json", True), huge)[0].why
    assert "only its first" in judged(Check("matches", "y"), huge)[0].why
    assert judged(Check("matches", "x+"), huge)[0].passed
    assert not judged(Check("equals", huge), huge)[0].passed
    assert judged(Check("contains", "y"), huge, "y")[0].passed


def test_a_pattern_is_tried_on_a_long_answer_only_at_its_end() -> None:
    checks = Checks([Check("matches", "y")])
    checks.take(1, "x" * LONG)
    assert not checks.long
    checks.take(2, "xy x")
    assert checks.long
    assert checks.finish(3, None) == [(0, Judgement(True, 2))]
    assert not checks.long


def test_ten_megabytes_in_small_pieces_are_not_read_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    class Never:
        def search(self, text: str) -> None:
            tried.append(len(text))

    monkeypatch.setattr("streamboard.run.checks.judges.compiled", lambda _pattern: Never())
    checks = Checks([Check("contains", "zq"), Check("matches", "y"), Check("max_words", 10_000_000)])
    for t in range(100_000):
        checks.take(t, "x" * 100)
    assert max(tried) <= LONG
    assert sum(tried) <= 12 * LONG
    checks.finish(100_000, None)
    assert tried[-1] == MOST_READ


@pytest.mark.slow
def test_the_kinds_load_no_library_that_a_check_may_need() -> None:
    script = "import sys, streamboard.run.checks.kinds; print({'re2', 'jsonschema_rs'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


WANTED = {"max_words": 3, "json": True}
"""Values of other types than text."""


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_what_a_kind_says_of_itself_is_so(kind: CheckKind) -> None:
    check = Check(kind.name, WANTED.get(kind.name, "ab"))
    of_nothing, _ = judged(check, "")
    assert of_nothing.passed == kind.may_break, f"an empty answer meets {kind.name}, or `may_break` is wrong"
    assert not kind.literal or kind.type is str, f"{kind.name} is filled in, so it is text"
    assert label(check).startswith(kind.name)
    assert kind.text.endswith("."), f"{kind.name} is not described in a sentence"
