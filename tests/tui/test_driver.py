"""The terminal under the board."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key

from streamboard.tui.driver import OutputThatMayGo
from streamboard.tui.textual_internals import ForgivingParser


def test_what_is_written_after_the_terminal_has_gone_is_dropped() -> None:
    master, slave = os.openpty()
    with os.fdopen(slave, "w") as file:
        output = OutputThatMayGo(file)
        assert output.isatty()
        assert output.write("there\n") == 6
        output.flush()
        assert os.read(master, 100) == b"there\r\n"
        os.close(master)
        for _ in range(3):
            assert output.write("gone\n" * 5000) == 25000
            output.flush()
        # What the file still holds can be written nowhere; closing it would say so.
        os.dup2(os.open(os.devnull, os.O_WRONLY), file.fileno())


@given(
    st.lists(
        st.sampled_from(
            ["\x1b[1114112u", f"\x1b[{'9' * 17}u", "\x1b[:u", "\x1b[<0;99999;99999M", "\x1b[9;9:9u"]
        )
    )
)
def test_a_key_is_read_behind_sequences_of_keys_that_there_are_not(odd: list[str]) -> None:
    parser = ForgivingParser()
    read = list(parser.feed("".join([*odd, "?"])))
    assert isinstance(read[-1], Key)
    assert read[-1].character == "?"
