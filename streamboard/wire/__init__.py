"""The wire: requests to language model servers, and their responses.

The only package that imports `anthropic`, `httpx2` and `aiohttp`. `protocol` defines what the engine needs
from a protocol, `protocols` lists them, and `messages` implements the Anthropic Messages API. All protocols
share the layers between client and socket: `httpclient` and `response`, `transport`, `request` (fully built
before it is sent and stamped), `link` (a connection that stamps its reads) and `sending` (tells the engine
how a request is getting on). All of them raise the errors in `failures`.
"""
