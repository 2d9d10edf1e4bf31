"""When what is read had come."""

from __future__ import annotations

import select
import socket
import sys
import time

import pytest

from benchmarks.harness.arrival import StampedSocket, StampingListener


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux stamps what a stream socket takes")
def test_bytes_are_stamped_as_they_come_and_not_as_they_are_read() -> None:
    with StampingListener() as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()) as client, listener.accept()[0] as server:
            for _ in range(1000):  # Linux begins to stamp a moment after it was first asked to.
                before = time.monotonic_ns()
                client.sendall(b"rain")
                select.select([server], [], [])
                there = time.monotonic_ns()
                assert server.recv(100) == b"rain"
                if StampedSocket.arrived_ns <= there:
                    break
    # The two clocks are read one after the other.
    assert before - 1_000_000 <= StampedSocket.arrived_ns <= there
