"""The script that a person would write: gather over the SDK's text streams, print what comes.

    python -m benchmarks.beside.plain URL STREAMS ORDER OUT

It prints to standard output and, at its end, writes what it measured to OUT: one line per delta with the
stream, the time of sending and its own stamp, in nanoseconds of the monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

import anthropic


async def stream(client: anthropic.AsyncAnthropic, name: str, order: Any, seen: list[str]) -> None:
    """One answer."""
    async with client.messages.stream(
        model="bench",
        max_tokens=1_000_000,
        messages=[{"role": "user", "content": "Tell me about rain."}],
        extra_body={"bench": order},
    ) as answer:
        async for text in answer.text_stream:
            now = time.monotonic_ns()
            print(text, end="", flush=True)
            _, mark, sent = text.rpartition("@")
            if mark:
                seen.append(f"{name} {int(sent) * 1000} {now}\n")


async def main(url: str, streams: int, order: Any) -> list[str]:
    """All of them at once."""
    seen: list[str] = []
    async with anthropic.AsyncAnthropic(base_url=url, api_key="none", max_retries=0) as client:
        await asyncio.gather(*(stream(client, f"s{number}", order, seen) for number in range(streams)))
    return seen


if __name__ == "__main__":
    measured = asyncio.run(main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])))
    Path(sys.argv[4]).write_text("".join(measured))
