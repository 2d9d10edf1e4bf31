"""Runs `llama-server` for one run, on a Unix socket in a private folder.

A loopback port is open to all local users, and another process could take it first and answer instead.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress

from streamboard.common.errors import EndpointError
from streamboard.endpoints import guard
from streamboard.endpoints.local import LocalModel
from streamboard.safety.children import end_server
from streamboard.safety.environment import GPU, for_child

READY_TIMEOUT_S = 300.0
_HEALTH_S = 2.0
_MOST_PATH = 100
"""Bytes of a socket's path; the system's limit is 104 or 108."""


class LlamaServer:
    def __init__(self, process: asyncio.subprocess.Process, socket: str) -> None:
        self._process = process
        self.socket = socket
        self._last_words: deque[str] = deque(maxlen=12)
        self._listener = asyncio.create_task(self._listen())

    @classmethod
    async def start(
        cls, model: LocalModel, *, slots: int, context: int, progress: Callable[[str], None]
    ) -> LlamaServer:
        """Start a server and wait until it is healthy.

        Args:
            slots: Requests answered at once.
            context: Tokens per slot.

        Raises:
            EndpointError: It died or did not become healthy.
        """
        socket = _private_place()
        command = [
            *(str(model.server), "--model", str(model.weights), "--alias", model.name),
            *("--host", socket),  # It knows a socket by its suffix.
            *("--parallel", str(slots), "--ctx-size", str(slots * context)),
            *("--no-webui", "--offline"),
        ]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", guard.__file__, socket, *command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=for_child(os.environ, prefixes=GPU),
            start_new_session=True,
        )
        server = cls(process, socket)
        try:
            await server._until_healthy(model, progress)
        except BaseException:
            await server.stop()
            raise
        return server

    def lives(self) -> bool:
        return self._process.returncode is None

    async def stop(self) -> None:
        await end_server(self._process, self._listener)

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._last_words.append(line.decode("utf-8", "replace").rstrip())

    async def _until_healthy(self, model: LocalModel, progress: Callable[[str], None]) -> None:
        began = time.monotonic()
        size_mb = model.weights.stat().st_size / 1e6
        while not await _is_healthy(self.socket):
            waited = time.monotonic() - began
            if self._process.returncode is not None:
                await self._listener
                raise EndpointError(*_why_it_died(self._process.returncode, self._last_words))
            if waited > READY_TIMEOUT_S:
                raise EndpointError(
                    f"llama-server was not ready after {READY_TIMEOUT_S:.0f} s", "Try smaller weights."
                )
            progress(f"loading {model.name} ({size_mb:.0f} MB), {waited:.1f} s")
            await asyncio.sleep(0.1)


def _why_it_died(code: int, last_words: Iterable[str]) -> tuple[str, str]:
    if code == 128 + signal.SIGILL:
        return (
            "llama-server died of an illegal instruction: it was built for another kind of processor",
            "Put a llama-server built for this machine on PATH.",
        )
    complaints = [line for line in last_words if " E " in line or "error" in line.lower()]
    return f"llama-server ended with exit code {code}", complaints[
        -1
    ] if complaints else "Check that the file of weights is complete."


async def _is_healthy(socket: str) -> bool:
    with suppress(OSError, asyncio.TimeoutError):
        async with asyncio.timeout(_HEALTH_S):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                writer.write(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return (await reader.readline()).split()[1:2] == [b"200"]
            finally:
                writer.close()
    return False


def _private_place() -> str:
    """Return a socket path in a new folder that only the user can enter."""
    places = [place for place in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp") if place]
    for place in places:
        with suppress(OSError):
            folder = tempfile.mkdtemp(prefix="streamboard-", dir=place)
            socket = os.path.join(folder, "llama.sock")
            if len(os.fsencode(socket)) <= _MOST_PATH:
                return socket
            os.rmdir(folder)
    raise EndpointError(
        "there is no place for the socket of llama-server", "Set TMPDIR to a folder of your own."
    )
