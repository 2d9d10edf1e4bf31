"""Prompt sets as run plans; nothing here touches the network, the SDK or the screen."""

from streamboard.documents.mistakes import Mistake, MistakesError
from streamboard.promptset.expand import DEFAULT_MAX_TOKENS, MAX_STREAMS
from streamboard.promptset.loading import expand, load, parse
from streamboard.promptset.overrides import Overrides
from streamboard.promptset.schema import (
    EndpointSettings,
    ModelEntry,
    Prompt,
    PromptSet,
    RequestSettings,
    StreamSettings,
    json_schema,
)

__all__ = [
    "DEFAULT_MAX_TOKENS",
    "MAX_STREAMS",
    "EndpointSettings",
    "Mistake",
    "MistakesError",
    "ModelEntry",
    "Overrides",
    "Prompt",
    "PromptSet",
    "RequestSettings",
    "StreamSettings",
    "expand",
    "json_schema",
    "load",
    "parse",
]
