"""Which bytes of a response's body came with which read of its connection, and when.

A stamp is taken as the loop reads a socket, not when the stream's task gets its turn: with many streams
active at once, the last one's stamp would include the time spent on all the others. The bytes of several
reads may reach the task as one chunk, which is cut where the reads ended, so that each part keeps its own
stamp.
"""

from __future__ import annotations

from collections import deque


class Reads:
    """The reads of one body that its consumer has not taken yet."""

    def __init__(self) -> None:
        self._marks: deque[tuple[int, int]] = deque()
        """Where in the body each read ended, and its stamp."""
        self._noted = 0
        self._taken = 0
        self._stamp = 0
        """The stamp of the read that brought the bytes taken last."""

    def note(self, total: int, stamp: int) -> None:
        """Note that a read ended.

        Args:
            total: Bytes of the body received so far.
            stamp: When the read happened.
        """
        if total > self._noted:
            self._noted = total
            self._marks.append((total, stamp))

    def cut(self, chunk: bytes) -> list[tuple[int, bytes]]:
        """Cut the next bytes of the body into the pieces in which they came, each with its stamp."""
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
