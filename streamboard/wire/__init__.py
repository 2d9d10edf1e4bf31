"""Sends requests to language model servers and reads their responses.

The only package that imports `anthropic`, `httpx2` and `aiohttp`. `protocol` defines what the engine needs,
`protocols` lists the implementations, and all errors are in `failures`. From client to socket: `messages`,
`httpclient`, `response`, `transport`, `request`, `link`; `sending` keeps the engine informed.
"""
