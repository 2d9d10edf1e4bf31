"""AIPerf under the same load, where it is installed (`aiperf` on PATH, in an environment of its own).

It measures and shows no text. Its raw export has the text and a stamp for each chunk, on the clock that the
source uses; another one has its own figures of each request.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from benchmarks.harness.lag import Delta
from benchmarks.harness.loads import Load
from benchmarks.harness.processes import SourceProcess
from benchmarks.harness.source import WORDS, stamp_of
from benchmarks.harness.truth import Figures, Pair, truth_of

COMMAND = "aiperf"
METRICS = (
    "time_to_first_token",
    "inter_token_latency",
    "request_latency",
    "output_token_throughput_per_user",
)
"""As its export calls them; in milliseconds, but for the last: tokens per second."""


def installed() -> bool:
    """Whether it is there."""
    return shutil.which(COMMAND) is not None


class Chunk(NamedTuple):
    """A piece of an answer's text."""

    request: str
    """Its id."""
    stamp: int
    """When it came, in nanoseconds of the monotonic clock."""
    text: str


def run(source: SourceProcess, folder: Path, load: Load) -> list[Delta]:
    """Run a load and read when each delta came."""
    return [
        Delta(sent * 1000, chunk.stamp, chunk.request)
        for chunk in chunks(profile(source, folder, load))
        if (sent := stamp_of(chunk.text)) is not None
    ]


def pairs(out: Path) -> list[Pair]:
    """Its own figures of each answer, beside what the answer tells of itself."""
    texts: defaultdict[str, str] = defaultdict(str)
    for chunk in chunks(out):
        texts[chunk.request] += chunk.text
    found = []
    for record in _lines(out / "profile_export.jsonl"):
        metrics, truth = record["metrics"], truth_of(texts[record["metadata"]["x_request_id"]])
        if truth and "inter_token_latency" in metrics:
            ttft, itl, e2e, speed = (metrics[name]["value"] for name in METRICS)
            found.append(Pair(Figures(ttft, itl, e2e, speed), truth))
    return found


def profile(source: SourceProcess, folder: Path, load: Load) -> Path:
    """Run a load; returns the folder of what it exports."""
    source.forget()
    out = folder / "aiperf"
    shutil.rmtree(out, ignore_errors=True)
    count = str(load.streams)
    bench = json.dumps({"bench": msgspec.to_builtins(load.order())})
    subprocess.run(
        [
            *(COMMAND, "profile", "--model", "bench", "--url", source.url, "--endpoint-type", "chat"),
            *("--streaming", "--concurrency", count, "--request-count", count, "--extra-inputs", bench),
            *("--tokenizer", str(_tokenizer(folder)), "--use-server-token-count", "--isl", "20"),
            *("--export-level", "raw", "--artifact-dir", str(out), "--ui", "none"),
        ],
        check=True,
        capture_output=True,
        timeout=load.patience + 120,
    )
    return out


def chunks(out: Path) -> Iterator[Chunk]:
    """The pieces of all answers, each answer's in the order in which they came."""
    for record in _lines(out / "profile_export_raw.jsonl"):
        for response in record["responses"]:
            for packet in response["packets"]:
                if packet["value"].startswith("{"):
                    for choice in json.loads(packet["value"])["choices"]:
                        text = choice["delta"].get("content") or ""
                        yield Chunk(record["metadata"]["x_request_id"], response["perf_ns"], text)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        yield from map(json.loads, file)


def _tokenizer(folder: Path) -> Path:
    """A tokenizer of the source's words: AIPerf wants one, and would look for it on the internet."""
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(["[UNK]", *WORDS]))}
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    path = folder / "tokenizer"
    path.mkdir(exist_ok=True)
    (path / "tokenizer.json").write_text(json.dumps(tokenizer))
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]", "eos_token": "[UNK]"}
    (path / "tokenizer_config.json").write_text(json.dumps(config))
    return path
