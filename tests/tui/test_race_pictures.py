"""The pieces of the race's picture: exact, without a screen."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from rich.style import Style

from streamboard.board.race import Race
from streamboard.board.state import BoardState
from streamboard.board.timescale import Scale
from streamboard.run.events import ErrorInfo, Event
from streamboard.run.plan import SECOND
from streamboard.tui.draw.canvas import width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.views.race_layout import Rows, share_out
from streamboard.tui.views.race_parts import GLYPHS, area, axis, bar, doing_styles, thicken, time_label
from streamboard.tui.views.race_picture import Bars, RacePicture
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

PLAIN = Style()
BUSY = ErrorInfo("overloaded_error", "busy", "Wait.")
PALETTE = Palette(**{field.name: Style(color=f"color({n})") for n, field in enumerate(fields(Palette), 1)})


def run_of_two() -> BoardState:
    """One stream that has ended and one under way since 100 ms."""
    s1, s2 = Told("s1"), Told("s2")
    events = [*s1.whole(0, 0, 50, 97, 10), s2.queued(0), s2.sent(100), s2.head(120), s2.text(150)]
    return board(plan(stream("s1", name="secret"), stream("s2", name="other")), *events)


def picture(state: BoardState, now_ms: int, bars: Bars, **choices: object) -> list[str]:
    """The rows of a picture, as text."""
    now, size = now_ms * MS, (100, 20)
    scene = replace(Scene(state, now, [*state.streams.values()], "s1", *size), **choices)  # type: ignore[arg-type]
    rows = RacePicture(scene, [Race(state, state.passes[0], now)], size, PALETTE, bars).rows(0)
    return ["".join(text for text, _ in row) for row, _ in rows]


# -- the axis and the bars


def test_the_axis_has_round_times_over_their_cells() -> None:
    ((text, _),) = axis(Scale(4 * SECOND, 40), [], PLAIN)
    assert text == "0s        1s        2s        3s        "


def test_a_label_that_does_not_fit_is_left_out() -> None:
    ((text, _),) = axis(Scale(4 * SECOND, 31), [], PLAIN)
    assert text == "0s     1s      2s      3s      "
    ((text, _),) = axis(Scale(SECOND, 1), [], PLAIN)
    assert text == " "


def test_the_axis_marks_where_time_was_left_out() -> None:
    ((text, _),) = axis(Scale(4 * SECOND, 40), [SECOND // 2], PLAIN)
    assert text.startswith("0s   ╎    1s")


@pytest.mark.parametrize(
    ("seconds", "label"), [(0, "0s"), (0.5, "0.5s"), (20, "20s"), (60, "1:00"), (5400, "1:30:00")]
)
def test_times_are_told_shortly(seconds: float, label: str) -> None:
    assert time_label(round(seconds * SECOND)) == label


def test_a_bar_has_its_words_its_mark_and_its_head() -> None:
    s1, s2 = Told("s1"), Told("s2")
    state = board(
        plan(stream("s1"), stream("s2")),
        *s1.whole(0, 0, 50, 97, 10),
        *[s2.queued(0), s2.sent(100), s2.head(120), s2.thinking(150), s2.text(180)],
    )
    race, scale = Race(state, state.passes[0], 200 * MS), Scale(200 * MS, 20)

    def drawn(name: str) -> str:
        return "".join(text for text, _ in bar(race, state.streams[name], scale, PALETTE))

    assert drawn("s1") == "▒▒▒▒▒█████✓         "
    assert drawn("s2") == " queued   ┄┄▒▒▒∙∙∙█▌"


def test_a_queue_too_short_for_the_word_is_blank() -> None:
    s1 = Told("s1")
    state = board(plan(stream("s1")), s1.queued(0), s1.sent(70), s1.head(100))
    race = Race(state, state.passes[0], 200 * MS)
    drawn = bar(race, state.streams["s1"], Scale(200 * MS, 20), PALETTE)
    assert "".join(text for text, _ in drawn) == "       ┄┄┄▒▒▒▒▒▒▒▒▒▌"


def test_every_state_has_a_sign_and_a_style() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS)
    assert doing_styles(PALETTE).keys() == GLYPHS.keys()


def test_the_second_row_of_a_bar_repeats_no_words_and_no_marks() -> None:
    assert thicken([(" queued ", PLAIN), ("┄▒∙█░", PLAIN), ("✓", PLAIN)]) == [
        ("        ", PLAIN),
        ("┄▒∙█░", PLAIN),
        (" ", PLAIN),
    ]


def test_bars_without_a_blank_row_between_them_stay_apart() -> None:
    crowd = [stream(f"s{number}") for number in range(1, 40)]
    told = [event for one in crowd for event in Told(one.id).whole(0, 0, 50, 97, 10)]
    rows = picture(board(plan(*crowd), *told), 200, {})
    lanes = [row for row in rows if "end_turn" in row]
    assert lanes
    assert all("▇" in row and "█" not in row for row in lanes)


def test_what_came_to_nothing_is_not_drawn_as_if_it_was_well() -> None:
    def colours(*events: Event) -> set[object]:
        state = board(plan(stream("s1")), *events)
        scene = Scene(state, 200 * MS, [*state.streams.values()], "s1", 100, 20)
        rows = RacePicture(scene, [Race(state, state.passes[0], 200 * MS)], (100, 20), PALETTE, {}).rows(0)
        return {style.color for row, _ in rows for _, style in row}

    s1 = Told("s1")
    assert PALETTE.good_fill.color in colours(*s1.whole(0, 0, 50, 97, 10))
    failed = [s1.queued(0), s1.sent(0), s1.ended(90, "failed", BUSY), s1.over(90, "failed", BUSY)]
    assert PALETTE.good_fill.color not in colours(*failed)


# -- numbers over time


def test_numbers_over_time_in_one_row() -> None:
    assert area([0, 1, 4, 8], 8, 1) == [" ▁▄█"]


def test_numbers_over_time_in_several_rows() -> None:
    assert area([0, 1, 2, 3, 4], 4, 2) == ["   ▄█", " ▄███"]


def test_few_of_many_can_still_be_seen() -> None:
    assert area([1, 200], 200, 1) == ["▁█"]


def test_nothing_over_time() -> None:
    assert area([0, 0], 0, 2) == ["  ", "  "]


# -- the rows


def test_lanes_come_first_then_words_requests_legend_and_queue() -> None:
    def parts(height: int) -> tuple[int, int, int, int, int]:
        rows = share_out(height, 6)
        return rows.page, rows.words, rows.flight, rows.legend, rows.queue

    assert parts(4) == (3, 0, 0, 0, 0)
    assert parts(7) == (5, 1, 0, 0, 0)
    assert parts(9) == (6, 1, 1, 0, 0)
    assert parts(10) == (6, 1, 1, 1, 0)
    assert parts(11) == (6, 1, 1, 1, 1)


def test_room_that_is_left_makes_lanes_and_pictures_larger() -> None:
    assert share_out(20, 4, most=4, longest=9) == Rows(
        page=4, thickness=1, gap=1, words=1, flight=4, queue=3, legend=1, blanks=2
    )
    assert share_out(50, 4, most=100)[1:3] == (8, 1)
    assert share_out(50, 1, most=1).thickness == 9


@pytest.mark.parametrize(("height", "flight"), [(21, 1), (46, 3)])
def test_lanes_that_do_not_all_fit_leave_requests_in_flight_a_scale_and_a_row_apart(
    height: int, flight: int
) -> None:
    rows = share_out(height, 200, most=200, longest=50)
    assert (rows.flight, rows.blanks, rows.gap) == (flight, 1, 0)
    assert rows.page + rows.flight + rows.queue + rows.words + rows.legend + rows.blanks == height - 1


def test_a_picture_is_no_higher_than_its_numbers() -> None:
    rows = share_out(50, 4, most=2, longest=0)
    assert (rows.flight, rows.queue) == (2, 1)


@pytest.mark.parametrize("blocks", [1, 2])
@pytest.mark.parametrize("streams", [1, 2, 6, 16, 200])
def test_no_height_is_exceeded(streams: int, blocks: int) -> None:
    titles = blocks if blocks > 1 else 0
    for height in range(3 + titles + blocks, 60):
        rows = share_out(height, streams, blocks=blocks, titles=titles, most=8)
        lane = rows.thickness + rows.gap
        used = 1 + titles + blocks * (rows.page * lane + rows.flight + rows.queue)
        assert used + rows.words + rows.legend + rows.blanks <= height


# -- the whole


def test_every_row_has_the_width_of_the_view() -> None:
    state = run_of_two()
    now, size = 300 * MS, (100, 20)
    scene = Scene(state, now, [*state.streams.values()], "s1", *size)
    made = RacePicture(scene, [Race(state, state.passes[0], now)], size, PALETTE, {})
    assert all(width_of(row) <= 100 for row, _ in made.rows(0))
    assert [stream for _, stream in made.rows(0) if stream] == ["s1"] * 6 + ["s2"] * 6


def test_names_are_hidden_while_the_board_is_blind() -> None:
    state = run_of_two()
    assert any("secret" in row for row in picture(state, 300, {}))
    assert not any("secret" in row or "other" in row for row in picture(state, 300, {}, blind=True))


def test_only_bars_that_change_are_made_anew() -> None:
    state, bars = run_of_two(), Bars()
    picture(state, 300, bars)
    before = dict(bars)
    picture(state, 301, bars)
    assert all(bars[place] is before[place] for place in before)
    picture(state, 400, bars)
    assert bars["s1", 1, False] is before["s1", 1, False]
    assert bars["s2", 1, False] is not before["s2", 1, False]
