"""AIPerf under the same load, where it is installed (`aiperf` on PATH, in an environment of its own).

It measures and shows no text. Its raw export has a stamp for each chunk on the clock that the source uses.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import msgspec

from benchmarks.harness.lag import Delta
from benchmarks.harness.loads import Load
from benchmarks.harness.processes import SourceProcess
from benchmarks.harness.source import WORDS, stamp_of

COMMAND = "aiperf"


def installed() -> bool:
    """Whether it is there."""
    return shutil.which(COMMAND) is not None


def run(source: SourceProcess, folder: Path, load: Load) -> list[Delta]:
    """Run a load and read what it measured."""
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
        timeout=load.seconds * 5 + 120,
    )
    deltas = []
    for number, line in enumerate((out / "profile_export_raw.jsonl").read_text().splitlines()):
        for response in json.loads(line)["responses"]:
            for packet in response["packets"]:
                if packet["value"].startswith("{"):
                    text = json.loads(packet["value"])["choices"][0]["delta"].get("content", "")
                    if (sent := stamp_of(text)) is not None:
                        deltas.append(Delta(sent * 1000, response["perf_ns"], str(number)))
    return deltas


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
