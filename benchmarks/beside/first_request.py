"""The least that sends a request with the SDK.

python -m benchmarks.beside.first_request URL
"""

from __future__ import annotations

import asyncio
import sys

import anthropic


async def main(url: str) -> None:
    """One short answer."""
    async with (
        anthropic.AsyncAnthropic(base_url=url, api_key="none", max_retries=0) as client,
        client.messages.stream(
            model="bench",
            max_tokens=100,
            messages=[{"role": "user", "content": "Tell me about rain."}],
            extra_body={"bench": {"deltas": 1, "rate": 50}},
        ) as answer,
    ):
        async for _ in answer.text_stream:
            pass


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
