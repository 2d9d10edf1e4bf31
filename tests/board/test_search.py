"""Searching streams: what words mean, and that what was looked through is not looked through again."""

from __future__ import annotations

import pytest

from streamboard.board.search import NOTHING, Finder, Search
from streamboard.board.state import BoardState
from streamboard.run.block import Block
from streamboard.run.events import ErrorInfo, Event, Outcome
from streamboard.run.plan import Slo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board


def one(*events: Event) -> BoardState:
    return board(plan(stream("s1", name="Story/opus", model="claude-opus")), *events)


def finds(words: str, state: BoardState, now_ms: float = 0) -> bool:
    finder = Finder()
    finder.look_for(Search(words))
    return finder.found(state.streams["s1"], state, round(now_ms * MS))


@pytest.fixture
def listened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters were taken from texts, each time any were."""
    counts: list[int] = []
    since = Block.since

    def watch(block: Block, start: int) -> str:
        text = since(block, start)
        counts.append(len(text))
        return text

    monkeypatch.setattr(Block, "since", watch)
    return counts


@pytest.mark.parametrize(
    ("words", "wanted", "unwanted"),
    [
        ("", (), ()),
        ("  ", (), ()),
        ("!", (), ()),
        ('""', (), ()),
        ("One tWo", ("one", "two"), ()),
        ("one !TWO", ("one",), ("two",)),
        ('"one two" !"three four"', ("one two",), ("three four",)),
        ('one "two thr', ("one", "two thr"), ()),
        ("!one !two", (), ("one", "two")),
        ("a!b", ("a!b",), ()),
    ],
)
def test_words_are_read(words: str, wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> None:
    search = Search(words)
    assert (search.wanted, search.unwanted) == (wanted, unwanted)
    assert bool(search) == bool(wanted or unwanted)


def test_nothing_finds_everything() -> None:
    assert not NOTHING
    assert finds("", one())


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("story", True),
        ("STORY opus", True),
        ("claude-opus", True),
        ("story haiku", False),
        ("!haiku", True),
        ("story !opus", False),
        ('"not started"', True),
        ("sim", True),
    ],
)
def test_a_stream_is_found_by_what_it_is_called(words: str, found: bool) -> None:
    assert finds(words, one()) is found


def test_a_stream_is_found_by_the_words_for_its_state() -> None:
    s1 = Told()
    out = [s1.queued(0)]
    assert finds("queued", one(*out))
    out.append(s1.sent(1))
    assert finds("connecting !queued", one(*out))
    out.append(s1.head(2))
    assert finds("waiting !connecting", one(*out))
    out.append(s1.thinking(3))
    assert finds("thinking", one(*out))
    out.append(s1.text(4))
    assert finds("streaming !silent", one(*out), 5)
    assert finds("silent", one(*out), 5000)


@pytest.mark.parametrize(
    ("outcome", "error", "words"),
    [
        ("completed", None, "done end_turn completed !failed"),
        ("max_tokens", None, "cut max_tokens !failed !done"),
        ("cancelled", None, "stopped cancelled !failed"),
        ("stalled", ErrorInfo("idle", "Silent."), "stalled failed !done"),
        ("failed", ErrorInfo("overloaded_error", "Busy."), "failed overloaded_error"),
        ("failed", ErrorInfo("api_error", "Busy."), '"server error"'),
    ],
)
def test_a_stream_is_found_by_how_it_ended(outcome: Outcome, error: ErrorInfo | None, words: str) -> None:
    s1 = Told()
    ends = [s1.final(4)] if outcome == "completed" else []
    state = one(
        s1.queued(0), s1.sent(1), s1.text(3), *ends, s1.ended(5, outcome, error), s1.over(5, outcome, error)
    )
    assert finds(words, state)


def test_a_retry_is_found_by_its_reason() -> None:
    s1 = Told()
    failed = ErrorInfo("overloaded_error", "Busy.")
    state = one(s1.queued(0), s1.sent(1), s1.ended(2, "failed", failed), s1.retry(3, 100))
    assert finds("retrying overloaded", state)


def test_figures_are_not_searched() -> None:
    s1 = Told()
    assert not finds("2.0", one(s1.queued(0), s1.sent(0), s1.text(1)), 2000)


def test_a_stream_is_found_by_its_answer_whatever_the_case() -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "The LightHouse"))
    assert finds("lighthouse", state)
    assert finds("LIGHT", state)
    assert not finds("keeper", state)


def test_a_number_finds_its_stream_alone() -> None:
    streams = [stream(f"s{number}", name=f"story#{number}") for number in range(1, 13)]
    state = board(plan(*streams))

    def found(words: str) -> list[int]:
        finder = Finder()
        finder.look_for(Search(words))
        return [one.number for one in state.streams.values() if finder.found(one, state, 0)]

    assert found("#1") == [1]
    assert found("#12") == [12]
    assert found("story#1") == [1, 10, 11, 12]
    assert found("!#1 story#1") == [10, 11, 12]


def test_what_was_tried_again_is_found_by_that_and_by_why() -> None:
    s1 = Told()
    busy = ErrorInfo("overloaded_error", "busy")
    first = [s1.queued(0), s1.sent(1), s1.ended(2, "failed", busy), s1.retry(2, 10)]
    state = one(*first, s1.sent(12), s1.text(13), s1.final(14, 3), s1.ended(14), s1.over(14))
    assert finds("retried", state)
    assert finds("overloaded_error done", state)
    whole = one(*Told().whole(0, 0, 1, 2, 3))
    assert not finds("retried", whole)


def test_objectives_are_found_where_there_are_any() -> None:
    s1 = Told()
    answer = s1.whole(0, 0, 100, 200, 3)
    slo = Slo(ttft_ns=50 * MS)
    state = board(plan(stream("s1"), slo=slo), *answer)
    assert finds("slo:missed", state)
    assert not finds("slo:met", state)
    assert not finds("slo:", one(*Told().whole(0, 0, 100, 200, 3)))


def test_thinking_and_tool_input_are_searched_as_well() -> None:
    s1 = Told()
    tool_input = {"type": "input_json_delta", "partial_json": '{"city": "Oslo"}'}
    tool = s1.api(3, "content_block_delta", index=1, delta=tool_input)
    state = one(s1.queued(0), s1.sent(1), s1.thinking(2, "hmm"), tool)
    assert finds("hmm", state)
    assert finds("oslo", state)


def test_words_do_not_reach_from_one_field_or_block_into_the_next() -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "light", 0), s1.thinking(3), s1.text(4, "house", 1))
    assert not finds("lighthouse", state)
    assert finds("light house", state)
    assert not finds('"opus claude"', state)


@pytest.mark.parametrize("words", ["lighthouse", "!lighthouse"])
@pytest.mark.parametrize("cut", range(1, 10))
def test_a_word_in_two_deltas_is_heard(words: str, cut: int) -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "a " + "lighthouse"[:cut]))
    finder = Finder()
    finder.look_for(Search(words))
    before = finder.found(state.streams["s1"], state, 0)
    state.apply(s1.text(3, "lighthouse"[cut:] + " b"))
    after = finder.found(state.streams["s1"], state, 0)
    assert (before, after) == ((False, True) if words[0] != "!" else (True, False))


@pytest.mark.parametrize("before", range(16_370, 16_390))
def test_a_word_is_heard_wherever_it_stands_in_a_long_text(before: int) -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "." * before + "Lighthouse" + "." * 20_000))
    assert finds("lighthouse", state)
    assert not finds("lighthouses", state)


def test_every_attempt_is_listened_to_anew() -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "lighthouse"))
    finder = Finder()
    finder.look_for(Search("lighthouse"))
    assert finder.found(state.streams["s1"], state, 0)
    s1.attempt = 2
    state.apply_all([s1.queued(5), s1.sent(6)])
    assert not finder.found(state.streams["s1"], state, 0)
    state.apply(s1.text(7, "a lighthouse"))
    assert finder.found(state.streams["s1"], state, 0)


def test_only_what_is_new_is_listened_to(listened: list[int]) -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "x" * 100_000))
    finder = Finder()
    finder.look_for(Search("lighthouse !keeper"))
    for _ in range(3):
        assert not finder.found(state.streams["s1"], state, 0)
    assert listened == [100_000]
    state.apply(s1.text(3, "a lighthouse"))
    assert finder.found(state.streams["s1"], state, 0)
    # Ten letters may have begun nine before; the other word is looked for in all of it, once.
    assert listened == [100_000, 12 + 9, 100_012]
    state.apply(s1.text(4, " and a"))
    assert finder.found(state.streams["s1"], state, 0)
    assert listened == [100_000, 12 + 9, 100_012, 6 + 5]
    state.apply(s1.text(5, " keeper"))
    assert not finder.found(state.streams["s1"], state, 0)
    state.apply(s1.text(6, " and more"))
    assert not finder.found(state.streams["s1"], state, 0)
    assert listened == [100_000, 12 + 9, 100_012, 6 + 5, 7 + 5]


def test_typing_on_does_not_listen_again_where_less_was_not_heard(listened: list[int]) -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "x" * 50_000 + " li"))
    finder = Finder()
    asked = []
    for words in ("lig", "ligh", "light", "lightship"):
        finder.look_for(Search(words))
        asked.append(finder.found(state.streams["s1"], state, 0))
        if words == "ligh":
            state.apply(s1.text(3, "ghts"))
    assert asked == [False, False, True, False]
    # All of it for `lig`, none for `ligh`, the end for `light`; and for `lightship` all, as `light` is there.
    assert listened == [50_003, 4 + 4, 50_007]


def test_a_longer_word_may_begin_where_the_shorter_one_could_not_yet_end() -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "a lightho"))
    finder = Finder()
    finder.look_for(Search("house"))
    assert not finder.found(state.streams["s1"], state, 0)
    state.apply(s1.text(3, "use"))
    finder.look_for(Search("lighthouse"))
    assert finder.found(state.streams["s1"], state, 0)


def test_says_tells_whether_the_answer_has_a_word() -> None:
    s1 = Told()
    state = one(s1.queued(0), s1.sent(1), s1.text(2, "a lighthouse"))
    finder = Finder()
    for words, says in (("story", False), ("story lighthouse", True), ("!story", False), ("", False)):
        finder.look_for(Search(words))
        assert finder.says(state.streams["s1"]) is says
