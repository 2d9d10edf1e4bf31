"""The protocols; a new one is listed here."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, cast

from streamboard.common.errors import EndpointError

if TYPE_CHECKING:  # Prompt sets need only the names: keep the start fast.
    from streamboard.wire.protocol import WireProtocol

MESSAGES = "messages"
PROTOCOLS = {
    MESSAGES: "streamboard.wire.messages.client",
}

ADDED_PATH = re.compile(
    r"/v1(?:/messages|/models|/responses|(?:/chat)?/completions)?/*$|/chat/completions/*$", re.IGNORECASE
)
"""What a base URL must not end in: protocols add it."""
BEARER, X_API_KEY = "bearer", "x-api-key"
AUTHS = (BEARER, X_API_KEY)


def load(name: str) -> WireProtocol:
    """Call this in a thread: importing an SDK may take a second."""
    if name not in PROTOCOLS:
        raise EndpointError(
            f"there is no protocol named {name}", f"An endpoint speaks one of: {', '.join(PROTOCOLS)}."
        )
    return cast("WireProtocol", importlib.import_module(PROTOCOLS[name]))
