"""The simulated server as a process: `python -m streamboard.endpoints.sim`."""

from __future__ import annotations

import argparse
import json
import sys

from streamboard.common.errors import EndpointError
from streamboard.common.quiet import ignore_warnings
from streamboard.endpoints.sim.server import serve


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m streamboard.endpoints.sim", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--watch-stdin", action="store_true", help="end when standard input closes")
    parser.add_argument("--any-host", action="store_true", help="allow an address that is not loopback")
    options = parser.parse_args(arguments)

    def announce(url: str) -> None:
        print(json.dumps({"url": url}), flush=True)

    try:
        serve(
            options.host,
            options.port,
            watch_stdin=options.watch_stdin,
            any_host=options.any_host,
            announce=announce,
        )
    except EndpointError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    ignore_warnings()
    raise SystemExit(main())
