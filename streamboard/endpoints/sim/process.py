"""The simulated server as a child process."""

from __future__ import annotations

import asyncio
import os
import sys

import msgspec

from streamboard.common.errors import EndpointError
from streamboard.safety.children import end_server
from streamboard.safety.environment import for_child

KEY_VARIABLE = "STREAMBOARD_SIM_KEY"
"""In the environment: every local user could read an argument."""
START_SECONDS = 20.0
"""To listen; mostly imports on a busy machine."""
STDERR_BYTES = 4000
"""Of the child's latest output, kept for error messages."""


class _Announcement(msgspec.Struct):
    url: str


class SimProcess:
    """A server that watches its standard input, which closes however this process ends."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = bytearray()
        self._listener = asyncio.create_task(self._listen(), name="sim stderr")
        self._stopping: asyncio.Task[None] | None = None
        self.url = ""
        """`http://127.0.0.1:PORT`."""

    @classmethod
    async def start(cls, key: str = "") -> SimProcess:
        """Start a server and wait until it listens on a free loopback port.

        Args:
            key: What clients must send as their API key, if any.

        Raises:
            EndpointError: It did not start; quotes its output.
        """
        # -P: files in the working directory must not shadow libraries.
        command = [sys.executable, "-P", "-m", "streamboard.endpoints.sim", "--port", "0", "--watch-stdin"]
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=for_child(os.environ) | {KEY_VARIABLE: key},
                start_new_session=True,
            )
        except OSError as error:
            raise EndpointError(f"The simulated server could not be started: {error}.") from error
        server = cls(process)
        try:
            server.url = await server._announced()
        except BaseException:
            await server.stop()
            raise
        return server

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs."""
        return self._process.returncode

    @property
    def said(self) -> str:
        """The end of its standard error."""
        return bytes(self._said).decode("utf-8", "replace").strip()

    def lives(self) -> bool:
        return self._process.returncode is None

    async def stop(self) -> None:
        """End the server; idempotent."""
        if self._stopping is None:
            ending = end_server(self._process, self._listener)
            self._stopping = asyncio.create_task(ending, name="sim stop")
        # Shielded: cancellation must not leave the child half stopped.
        await asyncio.shield(self._stopping)

    async def _announced(self) -> str:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            line = await asyncio.wait_for(stdout.readline(), START_SECONDS)
            return msgspec.json.decode(line, type=_Announcement).url
        except TimeoutError:
            trouble = f"did not listen within {START_SECONDS:.0f} s"
        except (ValueError, msgspec.DecodeError):
            trouble = "did not start"
        await self.stop()
        raise EndpointError(
            f"The simulated server {trouble}." + (f" It said: {self.said}" if self.said else "")
        )

    async def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        while data := await stderr.read(STDERR_BYTES):
            self._said += data
            del self._said[:-STDERR_BYTES]
