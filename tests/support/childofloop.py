"""A `Popen` as an event loop's process: uvloop starts processes in a way of its own, not by `Popen`."""

from __future__ import annotations

import asyncio
import os
import subprocess
from typing import IO


class ChildOfLoop:
    """What `asyncio.subprocess.Process` offers, as far as a simulated server's parent asks for it."""

    def __init__(
        self,
        child: subprocess.Popen[bytes],
        stdin: asyncio.StreamWriter,
        stdout: asyncio.StreamReader,
        stderr: asyncio.StreamReader,
    ) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.pid = child.pid
        self._child = child
        self._ended = asyncio.Event()
        self._end = os.pidfd_open(child.pid)
        asyncio.get_running_loop().add_reader(self._end, self._collect)

    @classmethod
    async def of(cls, child: subprocess.Popen[bytes]) -> ChildOfLoop:
        """Let the running loop have a child that was started with three pipes."""
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, child.stdin)
        stdin = asyncio.StreamWriter(transport, protocol, None, loop)
        return cls(child, stdin, await _reader(child.stdout), await _reader(child.stderr))

    @property
    def returncode(self) -> int | None:
        return self._child.returncode

    async def wait(self) -> int:
        await self._ended.wait()
        return self._child.wait()

    def _collect(self) -> None:
        asyncio.get_running_loop().remove_reader(self._end)
        os.close(self._end)
        self._child.wait()
        self._ended.set()


async def _reader(pipe: IO[bytes]) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, pipe)
    return reader
