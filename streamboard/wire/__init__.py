"""Talks to language model servers; the only package that imports `anthropic`, `httpx2` and `aiohttp`."""
