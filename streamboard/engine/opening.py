"""Opens the endpoints of a plan."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from streamboard.common.errors import EndpointError
from streamboard.common.in_thread import in_thread
from streamboard.endpoints import local
from streamboard.endpoints.choice import Choice
from streamboard.endpoints.llama import LlamaServer
from streamboard.endpoints.sim.process import SimProcess
from streamboard.engine.attempt import Emit
from streamboard.engine.endpoint import OpenEndpoint
from streamboard.run.events import EndpointModels, EndpointState, ErrorInfo
from streamboard.run.plan import AUTO, BUILT_IN_ENDPOINTS, RunPlan
from streamboard.run.simulated import PRESETS
from streamboard.safety.redaction import keep_secret, redact
from streamboard.wire.catalogue import BEARER, MESSAGES, load
from streamboard.wire.failures import GIVE_CREDENTIALS, AttemptFailure, internal_error
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.protocol import Client

DEFAULT_MODEL = "claude-haiku-5-5"
"""The fastest current model."""
SIM_MODEL = "sim"


class Opener:
    """Opens endpoints concurrently; `opened` holds each, or why it could not be opened."""

    def __init__(
        self,
        plan: RunPlan,
        emit: Emit,
        now: Callable[[], int],
        *,
        choice: Choice | None,
        gguf: str | None,
        environment: Mapping[str, str],
    ) -> None:
        """Take a plan with `auto` resolved, to `choice`; nothing starts."""
        self.plan = plan
        """The current plan: streams may be added."""
        self._emit = emit
        self._now = now
        self._choice = choice
        self._gguf = gguf
        self._environment = environment
        self._turnstile = Turnstile()
        self._resources = AsyncExitStack()
        self.opened: dict[str, OpenEndpoint | ErrorInfo] = {}

    async def open_all(self) -> None:
        names = list(dict.fromkeys(stream.endpoint for stream in self.plan.streams))
        await asyncio.gather(*(self.open(name) for name in names))

    async def close(self) -> None:
        await self._resources.aclose()

    async def open(self, name: str) -> None:
        chosen = self._choice is not None and self._choice.endpoint == name
        reason = self._choice.reason if self._choice is not None and chosen else ""
        endpoint = await self._try(name, reason)
        if chosen and name == "local" and isinstance(endpoint, ErrorInfo):
            # `auto` promises something that runs.
            endpoint = await self._try("sim", f"{reason}; {endpoint.message}")
        self.opened[name] = endpoint

    async def _try(self, name: str, reason: str) -> OpenEndpoint | ErrorInfo:
        try:
            return await self._open_kind(name, reason)
        except AttemptFailure as failure:
            info = failure.error
        except EndpointError as error:
            info = ErrorInfo("endpoint", redact(error.message), error.advice)
        except OSError as error:
            info = ErrorInfo("endpoint", redact(f"{name} cannot be started: {error}"))
        except Exception as bug:  # Must not affect the other endpoints.
            info = internal_error(bug).error
        self._tell(name, "failed", detail=info.message, reason=reason)
        return info

    async def _open_kind(self, name: str, reason: str) -> OpenEndpoint:
        if name == "anthropic":
            return await self._open_anthropic(reason)
        if name == "local":
            return await self._open_local(reason)
        if name == "sim":
            return await self._open_sim(reason)
        if name not in self.plan.endpoints:
            raise EndpointError(f"there is no endpoint named {name}", "Name it in the prompt set.")
        return await self._open_url(name)

    async def list_models(self) -> AsyncIterator[EndpointModels]:
        """Yield every endpoint's models as they answer; start no servers for this."""
        built_in = (name for name in BUILT_IN_ENDPOINTS if name != AUTO)
        names = dict.fromkeys([*self.opened, *built_in, *self.plan.endpoints])
        for listing in asyncio.as_completed([self._list_models(name) for name in names]):
            yield await listing

    async def _list_models(self, name: str) -> EndpointModels:
        models: list[str] = []
        problem = ""
        try:
            models = await self._models_of(name)
        except AttemptFailure as failure:
            problem = failure.error.message
        except EndpointError as error:
            problem = redact(error.message)
        except Exception as bug:  # Must not affect the other listings.
            problem = internal_error(bug).error.message
        return EndpointModels(t=self._now(), endpoint=name, models=models, problem=problem)

    async def _models_of(self, name: str) -> list[str]:
        endpoint = self.opened.get(name)
        if isinstance(endpoint, OpenEndpoint):
            return await endpoint.models()
        if name == "local":
            return [(await in_thread(partial(local.find, self._gguf))).name]
        if name == "sim":
            return [*PRESETS]
        if isinstance(endpoint, ErrorInfo):
            raise EndpointError(endpoint.message)
        if name == "anthropic":
            return await (await self._open_anthropic("", tell=False)).models()
        return await (await self._open_url(name, tell=False)).models()

    async def _open_anthropic(self, reason: str, *, tell: bool = True) -> OpenEndpoint:
        protocol = await in_thread(partial(load, MESSAGES))
        if await in_thread(protocol.find_credentials) is None:
            raise EndpointError("there are no credentials for the Anthropic API", GIVE_CREDENTIALS)
        client = await self._connect(None, None)
        if tell:
            self._tell(
                "anthropic",
                "ready",
                detail=f"Anthropic API at {client.host}",
                reason=reason,
                base_url=client.host,
            )
        return OpenEndpoint("anthropic", client, DEFAULT_MODEL)

    async def _open_local(self, reason: str) -> OpenEndpoint:
        model = await in_thread(partial(local.find, self._gguf))
        plans = [stream for stream in self.plan.streams if stream.endpoint == "local"]
        cap = 1 if self.plan.start.mode == "one-by-one" else self.plan.concurrency
        slots = local.slots_for(len(plans), cap)
        server = await LlamaServer.start(
            model,
            slots=slots,
            context=local.context_for(plans, conversation=self.plan.start.mode == "by-hand"),
            progress=lambda words: self._tell("local", "starting", detail=words, reason=reason),
        )
        self._resources.push_async_callback(server.stop)
        client = await self._connect("http://localhost", None, loopback=True, socket=server.socket)
        self._tell(
            "local",
            "ready",
            detail=f"{model.name} on llama-server",
            reason=reason,
            base_url=f"unix:{server.socket}",
            slots=slots,
        )
        return OpenEndpoint("local", client, model.name, slots=slots, lives=server.lives)

    async def _open_sim(self, reason: str) -> OpenEndpoint:
        self._tell("sim", "starting", detail="starting the simulated server", reason=reason, simulated=True)
        key = secrets.token_urlsafe(32)  # Keep out other users of this machine.
        keep_secret(key)
        server = await SimProcess.start(key)
        self._resources.push_async_callback(server.stop)
        client = await self._connect(server.url, key, loopback=True)
        self._tell(
            "sim", "ready", detail="simulated server", reason=reason, base_url=server.url, simulated=True
        )
        return OpenEndpoint("sim", client, SIM_MODEL, simulated=True, lives=server.lives)

    async def _open_url(self, name: str, *, tell: bool = True) -> OpenEndpoint:
        endpoint = self.plan.endpoints[name]
        key = None
        if endpoint.api_key_env is not None:
            key = self._environment.get(endpoint.api_key_env)
            if not key:
                raise EndpointError(
                    f"the environment variable {endpoint.api_key_env} is not set",
                    f"It holds the key for {endpoint.base_url}.",
                )
            keep_secret(key)
        client = await self._connect(endpoint.base_url, key, protocol=endpoint.protocol, auth=endpoint.auth)
        default_model = ""
        if any(stream.endpoint == name and stream.model is None for stream in self.plan.streams):
            default_model = (await client.models())[0]
        if tell:
            self._tell(name, "ready", detail=endpoint.base_url, base_url=endpoint.base_url)
        return OpenEndpoint(name, client, default_model)

    async def _connect(
        self,
        base_url: str | None,
        key: str | None,
        *,
        loopback: bool = False,
        socket: str | None = None,
        protocol: str = MESSAGES,
        auth: str = BEARER,
    ) -> Client:
        # In a thread: the import takes a second, in which servers can start.
        spoken = await in_thread(partial(load, protocol))
        client = spoken.connect(
            base_url, key, auth=auth, loopback=loopback, socket=socket, turnstile=self._turnstile
        )
        self._resources.push_async_callback(client.close)
        return client

    def _tell(self, endpoint: str, state: Any, **fields: Any) -> None:
        self._emit(EndpointState(t=self._now(), endpoint=endpoint, state=state, **fields))
