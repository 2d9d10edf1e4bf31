"""Sends requests to language model servers and reads their responses.

The only package that imports `anthropic`, `httpx2` and `aiohttp`. `protocol` defines what the engine needs of
a protocol, `protocols` lists them, and `messages` implements the Anthropic Messages API. All protocols share
`httpclient`, `response`, `transport`, `request` (built in full before it is sent), `link` (stamps its reads)
and `sending` (tells the engine how a request is doing), and raise the errors in `failures`.
"""
