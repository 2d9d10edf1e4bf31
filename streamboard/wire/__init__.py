"""The wire: what goes over the network to a server of language models, and what comes back.

The only room that imports `anthropic`, `httpx2` and `aiohttp`. `protocol` says what the engine needs of a
protocol, `protocols` which there are, and `messages` is the one of the Anthropic Messages API. All of them
share what lies between a client and the socket: `httpclient` and `response`, `transport`, `request` (finished
before it is stamped), `link` (a connection that stamps what it brings) and `sending` (what the engine is told
of a request on its way). `failures` are what all of them raise.
"""
