"""An endpoint that is open for requests."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from streamboard.run.plan import StreamPlan
from streamboard.wire.failures import failure
from streamboard.wire.protocol import Client, Response


class EndpointClient(Protocol):
    name: str
    slots: int | None
    """Requests it answers at once; None if unknown."""

    def model_for(self, plan: StreamPlan) -> str: ...

    async def send(self, plan: StreamPlan) -> Response: ...


class OpenEndpoint:
    def __init__(
        self,
        name: str,
        client: Client,
        default_model: str,
        *,
        slots: int | None = None,
        simulated: bool = False,
        lives: Callable[[], bool] = lambda: True,
    ) -> None:
        """`lives` tells whether the server started for it still runs."""
        self.name = name
        self.slots = slots
        self._client = client
        self._default_model = default_model
        self._simulated = simulated
        self._lives = lives

    def model_for(self, plan: StreamPlan) -> str:
        return plan.model or self._default_model

    async def models(self) -> list[str]:
        return await self._client.models()

    async def send(self, plan: StreamPlan) -> Response:
        if not self._lives():  # Another process may have taken its port.
            raise failure("endpoint", f"the server of {self.name} has ended", "Start streamboard again.")
        request: Mapping[str, Any] = plan.request
        if self._simulated:
            # A seed for each stream, so that repetitions differ.
            request = {**request, "sim": {"seed": zlib.crc32(plan.id.encode()), **(plan.sim or {})}}
        return await self._client.send(self.model_for(plan), request)
