"""`streamboard sim`."""

from __future__ import annotations

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--port", type=int, default=8017, show_default=True, help="0 takes a free one.")
def sim(host: str, port: int) -> int:
    """Run the simulated server by itself: the Messages API on loopback, with faults to order."""
    from streamboard.endpoints.sim.server import serve

    serve(host, port, announce=lambda url: click.echo(f"simulated Messages API at {url} (Ctrl-C ends it)"))
    return 0
