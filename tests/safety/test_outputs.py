"""Nothing is lost on outputs that take little at a time, or nothing for a while."""

from __future__ import annotations

import io
import os
import threading

import pytest

from streamboard.safety.outputs import OutputError, PatientFile, write_all

DATA = "".join(f"{number}: a line of many\n" for number in range(20_000))
"""More than a pipe holds."""


class Reader:
    """Reads a pipe to its end, whose other end is in non-blocking mode."""

    def __init__(self) -> None:
        self._end, self.pipe = os.pipe()
        os.set_blocking(self.pipe, False)
        self._got = bytearray()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while piece := os.read(self._end, 1000):
            self._got += piece

    def result(self) -> str:
        """All that was written."""
        os.close(self.pipe)
        self._thread.join()
        os.close(self._end)
        return self._got.decode()


def test_all_of_it_is_written_where_only_a_part_fits_at_once() -> None:
    reader = Reader()
    write_all(reader.pipe, DATA.encode())
    assert reader.result() == DATA


def test_all_that_is_printed_gets_there() -> None:
    reader = Reader()
    with io.TextIOWrapper(io.BufferedWriter(PatientFile(reader.pipe)), "utf-8") as out:
        print(DATA, end="", file=out)
        out.flush()
        assert reader.result() == DATA


def test_what_cannot_be_written_is_an_error_that_no_library_takes_for_its_own() -> None:
    end, pipe = os.pipe()
    os.close(end)
    with pytest.raises(OutputError) as raised:
        PatientFile(pipe).write(b"lost")
    os.close(pipe)
    assert raised.value.reader_gone
    assert not isinstance(raised.value, OSError)
