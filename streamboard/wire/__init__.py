"""The wire: the SDK, the transport beneath it, and what comes and goes over a connection.

The only room that imports `anthropic`, `httpx2` and `aiohttp`. `sdk.Gateway` makes requests and
`response.WireResponse` is what comes of one. Between them and the socket lie `transport`, `request` (a
request is finished before it is stamped), `link` (a connection that stamps what it brings) and `sending`
(what the engine is told of it). `failures` are what all of them raise.
"""
