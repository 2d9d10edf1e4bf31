"""The protocols that endpoints speak, by name: another one is a line here, and its client and decoder."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from streamboard.common.errors import EndpointError

if TYPE_CHECKING:  # Prompt sets ask for the names, which should cost the start nothing.
    from streamboard.wire.protocol import WireProtocol

MESSAGES = "messages"
PROTOCOLS = {
    MESSAGES: "streamboard.wire.messages.client",
}
"""The module of each, which is a `WireProtocol`."""


def load(name: str) -> WireProtocol:
    """Import a protocol. It may bring an SDK, which takes a second: a matter for a thread.

    Raises:
        EndpointError: There is none of this name.
    """
    if name not in PROTOCOLS:
        raise EndpointError(
            f"there is no protocol named {name}", f"An endpoint speaks one of: {', '.join(PROTOCOLS)}."
        )
    return cast("WireProtocol", importlib.import_module(PROTOCOLS[name]))
