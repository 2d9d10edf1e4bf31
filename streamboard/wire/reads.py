"""Which bytes of a body came with which read of the socket, and when.

Stamps are taken as the loop reads: in the stream's task, they would include the work on other streams.
"""

from __future__ import annotations

from collections import deque


class Reads:
    def __init__(self) -> None:
        self._marks: deque[tuple[int, int]] = deque()
        """Where in the body each read ended, and its stamp."""
        self._noted = 0
        self._taken = 0
        self._stamp = 0

    def note(self, total: int, stamp: int) -> None:
        if total > self._noted:
            self._noted = total
            self._marks.append((total, stamp))

    def cut(self, chunk: bytes) -> list[tuple[int, bytes]]:
        """Cut a chunk, which may join several reads, where they ended."""
        begin, marks = self._taken, self._marks
        end = self._taken = begin + len(chunk)
        if marks and marks[0][0] == end:  # Nearly always: the task kept up.
            self._stamp = marks.popleft()[1]
            return [(self._stamp, chunk)]
        pieces, place = list[tuple[int, bytes]](), begin
        while place < end:
            if marks:
                total, self._stamp = marks[0]
                if total <= end:
                    marks.popleft()
            else:
                total = end
            upto = min(total, end)
            pieces.append((self._stamp, chunk[place - begin : upto - begin]))
            place = upto
        return pieces
