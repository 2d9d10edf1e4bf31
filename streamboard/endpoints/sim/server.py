"""Listening, announcing the address, and shutting down in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

from starlette.types import ASGIApp
from uvicorn import Config, Server

from streamboard.common.errors import EndpointError
from streamboard.common.gc_tuning import settle
from streamboard.common.this_machine import names_this_machine
from streamboard.endpoints.sim import prose
from streamboard.endpoints.sim.access import Door
from streamboard.endpoints.sim.app import make_app
from streamboard.endpoints.sim.process import KEY_VARIABLE
from streamboard.endpoints.sim.wire import SimHttpProtocol
from streamboard.safety.children import SERVER_ITSELF_S, end_within, signal_at_parents_death

KEEP_ALIVE_SECONDS = 75
"""Longer than clients keep idle connections: they never send on one being closed."""
SHUTDOWN_SECONDS = 1


class SimServer(Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every connection now: a simulated stream has nothing worth waiting for."""
        for connection in list(self.server_state.connections):
            transport = connection.transport
            if transport is not None:
                transport.abort()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Shut down on SIGINT and SIGTERM; unlike uvicorn, do not raise them again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        wanted = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    host: str,
    port: int,
    *,
    watch_stdin: bool = False,
    any_host: bool = False,
    announce: Callable[[str], None],
) -> None:
    """Serve until SIGINT, SIGTERM or, with `watch_stdin`, the end of standard input.

    With a key in the environment (`KEY_VARIABLE`), only clients that send it are answered.

    Args:
        port: 0 takes a free one.
        any_host: Allow an address that others can reach, and answer under any name.
        announce: Called with the base URL once clients can connect.

    Raises:
        EndpointError: The address is not loopback, or cannot be listened on.
    """
    listener = _listen(host, port, any_host=any_host)
    # Removed so that no child inherits it.
    door = Door(make_app(), key=os.environ.pop(KEY_VARIABLE, ""), any_host=any_host)
    server = SimServer(_config(door))
    asyncio.run(_serve(server, listener, _url(listener), watch_stdin, announce))


def _config(app: ASGIApp) -> Config:
    # Below ERROR, uvicorn only complains about clients.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    return Config(
        app,
        loop="asyncio",
        http=SimHttpProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        workers=1,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


async def _serve(
    server: SimServer,
    listener: socket.socket,
    url: str,
    watch_stdin: bool,
    announce: Callable[[str], None],
) -> None:
    if watch_stdin:
        signal_at_parents_death(signal.SIGKILL)
        threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
    prose.prepare()
    settle()
    announce(url)
    await server.serve(sockets=[listener])


def _listen(host: str, port: int, *, any_host: bool) -> socket.socket:
    if not (any_host or names_this_machine(host)):
        raise EndpointError(
            f"The simulated server does not listen on {host}, which is not a loopback address.",
            "Use 127.0.0.1, ::1 or localhost.",
        )
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Listen before the announcement, so that clients can connect at once.
        listener = socket.create_server((host, port), family=family, backlog=2048)
        # Connections inherit it. asyncio would set it only on sockets made with the protocol's number,
        # and without it a small delta on a kept connection waits 40 ms for the client's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, OverflowError) as error:
        raise EndpointError(
            f"The simulated server cannot listen on {host} port {port}: {error}.",
            "Try --port 0, which takes a free one.",
        ) from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _end_with_stdin(server: SimServer) -> None:
    # Not through sys.stdin: a thread blocked in it would hold its lock while the interpreter shuts down.
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    server.should_exit = True
    end_within(SERVER_ITSELF_S)
