"""Clients of the simulated server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest
from anthropic import AsyncAnthropic


@pytest.fixture
async def http(sim_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """An ordinary HTTP client of the server, which no proxy setting leads astray."""
    async with httpx2.AsyncClient(base_url=sim_url, trust_env=False) as client:
        yield client


@pytest.fixture
async def claude(sim_url: str, http: httpx2.AsyncClient) -> AsyncAnthropic:
    """The SDK, pointed at it."""
    return AsyncAnthropic(api_key="simulated", base_url=sim_url, max_retries=0, http_client=http)
