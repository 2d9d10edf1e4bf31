"""Two answers side by side: a pin, word differences, where they part."""

from __future__ import annotations

import pytest
from rich.style import Style

from streamboard.run.events import ErrorInfo
from tests.support.plans import matrix_plan

from .feed import ScriptedFeed
from .pilot import Board, showing, story, under_way

BOLT = "Once there was a robot named Bolt who lived in a lighthouse and polished the lamp."
RUST = "Once there was a robot named Rust who lived in a mill and polished the lamp."


def two() -> ScriptedFeed:
    """Two answers that differ in a few words."""
    feed = under_way("haiku", "sonnet")
    feed.at_ms(1000)
    feed.say("s1", BOLT)
    feed.say("s2", RUST)
    feed.finish("s1")
    feed.finish("s2")
    return feed


def styles_of(board: Board, word: str) -> list[Style]:
    """The styles in which a word stands on the screen, below the header."""
    strips = board.pilot.app.screen._compositor.render_strips()[4:]
    return [
        segment.style
        for strip in strips
        for segment in strip
        if word in segment.text and segment.style is not None
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_both_texts_and_where_they_part(size: tuple[int, int]) -> None:
    async with showing(two(), size) as board:
        await board.press("6")
        await board.shows("the same for 6 words, then “Bolt” ◂▸ “Rust”", "first: haiku")
        left, right = (column.split() for column in halves(board))
        assert " ".join(left) == BOLT
        assert " ".join(right) == RUST
        assert board.text.count("TTFT") == 2


async def test_how_an_answer_ended_stands_in_its_column() -> None:
    feed = under_way("one", "two")
    feed.say("s1", "It begins")
    refused = ErrorInfo("connection", "Connection refused", "Is the server running?")
    feed.end("s2", "failed", refused)
    async with showing(feed, (80, 24)) as board:
        await board.press("6")
        await board.shows("✗ Connection refused", "→ Is the server running?")
        left, right = halves(board)
        assert "It begins" in left
        assert "Connection refused" in right
        feed.end("s1", "failed", refused)
        await board.until(lambda: "Connection refused" in halves(board)[0], "the end of the first")
        assert "It begins" in halves(board)[0]


async def test_two_answers_that_failed_say_nothing_any_more() -> None:
    feed = under_way("one", "two")
    for stream in ("s1", "s2"):
        feed.end(stream, "failed", ErrorInfo("connection", "Connection refused", "Is it running?"))
    async with showing(feed) as board:
        await board.press("6")
        await board.shows("neither says anything", "→ Is it running?")


def halves(board: Board) -> tuple[str, str]:
    """What stands on the left and on the right, between the sentence and the figures."""
    rows = [row.partition("│") for row in board.rows[4:-2]]
    return " ".join(row[0] for row in rows), " ".join(row[2].partition("▌")[0] for row in rows)


async def test_what_only_one_has_differs_in_shape_and_not_in_colour_alone() -> None:
    async with showing(two()) as board:
        await board.press("6")
        await board.shows("polished")
        assert all(style.reverse for style in styles_of(board, "Bolt") + styles_of(board, "Rust"))
        assert [style.underline for style in styles_of(board, "lighthouse")] == [True]
        assert [style.underline for style in styles_of(board, "mill")] == [True]
        assert not any(style.underline or style.reverse for style in styles_of(board, "polished"))


async def test_it_follows_what_comes() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await board.press("6")
        await board.shows("nothing has come yet")
        feed.say("s1", "The rain fell ")
        await board.shows("two has not begun")
        feed.say("s2", "The rain ")
        await board.shows("the same for 2 words so far")
        feed.say("s2", "sang")
        await board.until(lambda: "sang" in board.text)
        assert "the same for 2 words so far" in board.text  # It may become another word yet.
        feed.say("s2", " on ")
        await board.shows("the same for 2 words, then “fell” ◂▸ “sang”")


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("The end.", "The end.", "the same, all 2 words"),
        ("The end.", "The", "the same for 1 word, then two ends"),
        ("", "The end.", "one says nothing"),
        ("Yes.", "No.", "they part at the first word: “Yes.” ◂▸ “No.”"),
    ],
)
async def test_whole_texts_that_part_in_no_word(left: str, right: str, words: str) -> None:
    feed = under_way("one", "two")
    for stream, text in (("s1", left), ("s2", right)):
        if text:
            feed.say(stream, text)
        feed.finish(stream)
    async with showing(feed) as board:
        await board.press("6")
        await board.shows(words)


async def test_p_pins_the_stream_that_others_are_compared_with() -> None:
    feed = under_way("one", "two", "three")
    for stream, word in (("s1", "uno"), ("s2", "due"), ("s3", "tre")):
        feed.say(stream, f"{word} ")
    async with showing(feed) as board:
        await board.press("tab", "p", "6")
        await board.shows("⚑ two", "due", "tre")
        await board.press("tab")
        await board.until(lambda: halves(board)[1].split() == ["uno"])
        await board.press("tab")
        await board.until(lambda: halves(board)[1].split() == ["tre"])
        board.screen.moving.go_to("s2")
        await board.press("p")
        await board.shows("first: one", "uno", "due")


async def test_both_scroll_together_and_follow_the_end() -> None:
    feed = under_way("one", "two")
    feed.say("s1", story(0, 100))
    feed.say("s2", story(0, 100))
    feed.finish("s1")
    feed.finish("s2")
    async with showing(feed, (80, 24)) as board:
        await board.press("6")
        await board.until(lambda: board.text.count("line 0 ") == 2)
        await board.press("j", "j")
        await board.until(lambda: "line 1 " not in board.text and board.text.count("line 2 ") == 2)
        await board.press("end")
        await board.until(lambda: board.text.count("line 99") == 2)
        await board.press("pageup")
        await board.hides("line 99")
        await board.press("home")
        await board.until(lambda: board.text.count("line 0 ") == 2)
        assert board.screen.chosen.plan.id == "s1"


async def test_below_their_room_they_stand_one_under_the_other_or_not_at_all() -> None:
    async with showing(two(), (50, 24)) as board:
        await board.press("6")
        await board.shows("Bolt who", "Rust who")
        rows = [index for index, row in enumerate(board.rows) if "lived" in row]
        assert len(rows) == 2
        await board.resize(20, 5)
        await board.shows("Too small")


async def test_one_stream_has_nothing_to_be_compared_with() -> None:
    async with showing(under_way("one")) as board:
        await board.press("6")
        await board.shows("There is only one stream")
        await board.press("tab", "j", "pagedown", "home", "end", "p")
        await board.shows("one is pinned")


async def test_untrusted_text_is_shown_as_what_it_is() -> None:
    feed = under_way("one", "[red]two")
    feed.say("s1", "a \x1b[31mred\x1b[0m [bold]word[/bold] \u202egnp.exe ")
    feed.say("s2", "a ‮plain word ")
    async with showing(feed) as board:
        await board.press("6", "p")
        await board.shows("␛[31mred␛[0m", "[bold]word[/bold]", "�gnp.exe", "[red]two")
        assert "\x1b" not in board.text
        assert "\u202e" not in board.text


async def test_texts_beyond_what_is_compared_are_cut_and_it_says_so() -> None:
    feed = under_way("one", "two")
    feed.say("s1", "word " * 6_000)
    feed.say("s2", "word " * 6_000)
    async with showing(feed) as board:
        await board.press("6")
        await board.shows("their beginnings are 100 % alike")


async def test_texts_with_little_in_common_are_not_marked_and_it_says_so() -> None:
    feed = under_way("one", "two")
    feed.say("s1", f"The rain {' '.join(f'left{number}' for number in range(30))} ")
    feed.say("s2", f"The rain {' '.join(f'right{number}' for number in range(30))} ")
    for stream in ("s1", "s2"):
        feed.finish(stream)
    async with showing(feed) as board:
        await board.press("6")
        await board.shows("they have little in common: differences are not marked", "6 % alike", "left20")
        for word in ("left20", "right20"):
            assert not any(style.underline or style.reverse for style in styles_of(board, word)), word


@pytest.mark.parametrize(
    ("focus", "pair"),
    [
        ("story/haiku#1", ("first: story/haiku#1", "story/opus#1")),
        ("story/haiku#2", ("first: story/haiku#2", "story/opus#2")),
        ("story/opus#2", ("first: story/haiku#2", "story/opus#2")),
        ("poem/opus#1", ("first: poem/haiku#1", "poem/opus#1")),
    ],
)
async def test_it_opens_with_the_same_repetition_of_another_column(focus: str, pair: tuple[str, str]) -> None:
    run = matrix_plan("story poem", "haiku opus", repeat=2)
    feed = ScriptedFeed(run)
    ids = [one.id for one in run.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.respond(*ids)
    async with showing(feed) as board:
        await board.shows("8")
        board.screen.moving.go_to(focus)
        await board.press("6")
        await board.until(lambda: "first: " in board.text, "the pair")
        head = next(line for line in board.rows if "first: " in line)
        left, _, right = head.partition("│")
        assert (" ".join(left.split()[:2]), right.split()[0]) == pair
