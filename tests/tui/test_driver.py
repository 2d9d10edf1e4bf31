"""The terminal under the board."""

from __future__ import annotations

import os

from streamboard.tui.driver import OutputThatMayGo


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
