"""One simulated server for all tests of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio
from anthropic import AsyncAnthropic

from streamboard.endpoints.sim.process import SimProcess


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server() -> AsyncIterator[SimProcess]:
    """A running server."""
    process = await SimProcess.start()
    yield process
    await process.stop()


@pytest.fixture
def url(server: SimProcess) -> str:
    """Where it listens."""
    return server.url


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """An ordinary HTTP client of it, which no proxy setting leads astray."""
    async with httpx2.AsyncClient(base_url=url, trust_env=False) as client:
        yield client


@pytest.fixture
async def claude(url: str, http: httpx2.AsyncClient) -> AsyncAnthropic:
    """The SDK, pointed at it."""
    return AsyncAnthropic(api_key="simulated", base_url=url, max_retries=0, http_client=http)
