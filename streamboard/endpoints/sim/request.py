"""Requests to `/v1/messages`, checked as by the API."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec

from streamboard.endpoints.sim import presets
from streamboard.run.simulated import SimBehaviour

CHARACTERS_PER_TOKEN = 4
IMAGE_TOKENS = 1500
"""Of each block that is not text."""
READ_CHARACTERS = 2000
UNASKED_THINKING = 40
"""Deltas, if the request asks for thinking and the settings give no number."""


class BadRequest(ValueError):
    """400 from the API."""


class Tool(msgspec.Struct, frozen=True):
    name: str = ""
    input_schema: dict[str, Any] = {}


class RequestMessage(msgspec.Struct, frozen=True):
    role: str
    content: str | list[dict[str, Any]]


class RequestBody(msgspec.Struct, frozen=True):
    """Other fields are ignored."""

    model: str
    max_tokens: Annotated[int, msgspec.Meta(ge=1)]
    messages: Annotated[list[RequestMessage], msgspec.Meta(min_length=1)]
    system: str | list[dict[str, Any]] | None = None
    stream: bool | None = None
    stop_sequences: list[str] | None = None
    thinking: dict[str, Any] | None = None
    tools: list[Tool] | None = None
    sim: dict[str, Any] | None = None


@dataclass(frozen=True)
class SimRequest:
    model: str
    prompt: str
    """The beginning of the user's last turn."""
    stream: bool
    max_tokens: int
    stop_sequences: tuple[str, ...]
    tools: tuple[Tool, ...]
    input_tokens: int
    """Estimated."""
    seed: str
    """Decides the text and the gaps."""
    body_hash: str
    """Identifies repetitions of a request."""
    behaviour: SimBehaviour

    def without_fault(self) -> SimRequest:
        return replace(self, behaviour=msgspec.structs.replace(self.behaviour, fault=None))


_decoder = msgspec.json.Decoder(RequestBody)


def read_request(data: bytes) -> SimRequest:
    """Parse a body.

    Raises:
        BadRequest: It is not JSON, lacks a field, or has a wrong setting.
        presets.UnknownModel: The model begins with `sim-`, but is no preset.
    """
    try:
        body = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadRequest(str(error)) from None
    try:
        model, settings = presets.resolve(body.model, body.sim)
        behaviour = presets.behaviour(_heed_request(body, settings))
    except presets.WrongSettings as error:
        raise BadRequest(str(error)) from None
    turns = [_text(message.content) for message in body.messages]
    prompt = next((text for message, text in _last_first(body, turns) if message.role == "user"), "")
    return SimRequest(
        model=model,
        prompt=prompt[:READ_CHARACTERS],
        stream=bool(body.stream),
        max_tokens=body.max_tokens,
        stop_sequences=tuple(text for text in body.stop_sequences or () if text),
        tools=tuple(body.tools or ()),
        input_tokens=_count_input(body),
        seed=_seed(behaviour, body, turns),
        body_hash=hashlib.blake2b(data, digest_size=16).hexdigest(),
        behaviour=behaviour,
    )


def _heed_request(body: RequestBody, settings: dict[str, Any]) -> dict[str, Any]:
    heeded = dict(settings)
    if body.thinking and body.thinking.get("type") in ("enabled", "adaptive"):
        heeded.setdefault("thinking", UNASKED_THINKING)
    own_tool = (body.sim or {}).get("tool")
    if heeded.get("tool") == presets.ANY_TOOL and own_tool is None and body.tools:
        heeded["tool"] = body.tools[0].name or presets.ANY_TOOL
    return heeded


def _last_first(body: RequestBody, turns: list[str]) -> list[tuple[RequestMessage, str]]:
    return list(zip(body.messages, turns, strict=True))[::-1]


def _text(content: str | list[dict[str, Any]] | None) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    return "\n".join(text for block in content if isinstance(text := block.get("text"), str))


def _count_input(body: RequestBody) -> int:
    contents = [body.system, *(message.content for message in body.messages)]
    characters = sum(len(_text(content)) for content in contents)
    blocks = [block for content in contents if isinstance(content, list) for block in content]
    others = sum(1 for block in blocks if block.get("type") != "text")
    tools = sum(len(msgspec.json.encode(tool)) for tool in body.tools or ())
    framing = 4 * len(body.messages) + 3
    return framing + (characters + tools) // CHARACTERS_PER_TOKEN + IMAGE_TOKENS * others


def _seed(behaviour: SimBehaviour, body: RequestBody, turns: list[str]) -> str:
    if behaviour.seed is not None:
        return f"seed {behaviour.seed}"
    return "\x1f".join([body.model, _text(body.system), *turns])
