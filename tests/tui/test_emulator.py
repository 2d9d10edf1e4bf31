"""The emulator that the tests look through shows what a terminal would, whatever is drawn over what."""

from __future__ import annotations

from tests.tui.terminal import Terminal


def test_half_of_a_wide_character_is_a_blank() -> None:
    with Terminal(["printf", "漢字ab\033[1;1Hx"], size=(20, 5)) as shown:
        shown.wait_exit()
        assert shown.rows[0].rstrip() == "x 字ab"
