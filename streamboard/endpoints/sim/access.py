"""Access control: all local users, and any page through a browser, can reach loopback addresses."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from streamboard.common.this_machine import names_this_machine
from streamboard.endpoints.sim import whole_responses
from streamboard.endpoints.sim.process import KEY_VARIABLE


class Door:
    def __init__(self, app: ASGIApp, *, key: str, any_host: bool) -> None:
        """Clients must send a `key`, if there is one; `any_host` is for a server that others may reach."""
        self._app = app
        self._keys = (key.encode(), b"Bearer " + key.encode()) if key else ()
        self._any_host = any_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(dict(scope["headers"]))
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            status, kind, message = refusal
            answer = whole_responses.error_answer(
                status, kind, f"simulated: {message}", whole_responses.new_request_id()
            )
            await whole_responses.send_answer(send, answer)

    def _refusal(self, headers: dict[bytes, bytes]) -> tuple[int, str, str] | None:
        if not self._any_host:
            # DNS rebinding: a page's own host name can resolve to loopback.
            if not _is_loopback(b"//" + headers.get(b"host", b"localhost")):
                return 403, "permission_error", "the Host of the request is not this machine"
            if not _is_loopback(headers.get(b"origin", b"//localhost")):
                return 403, "permission_error", "pages of other hosts are not answered"
        if self._keys:
            shown = headers.get(b"x-api-key", b""), headers.get(b"authorization", b"")
            if not any(map(hmac.compare_digest, shown, self._keys)):
                return 401, "authentication_error", f"the key is not the one in {KEY_VARIABLE}"
        return None


def _is_loopback(address: bytes) -> bool:
    try:
        return names_this_machine(urlsplit(address.decode("ascii")).hostname or "")
    except ValueError:
        return False
