"""Values known to the Messages API, for mappings that are sent to it unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Known:
    """Annotates a mapping with the known values of some of its keys.

    If `type` is one of these keys, it is required. Other keys pass: the server may support them.
    """

    def __init__(self, **words: Sequence[str]) -> None:
        self.words = words

    def schema(self) -> dict[str, Any]:
        """What it adds to the JSON Schema of the mapping."""
        properties = {key: {"enum": list(words)} for key, words in self.words.items()}
        return {"properties": properties} | ({"required": ["type"]} if "type" in self.words else {})


THINKING = Known(type=("adaptive", "enabled", "disabled", "between_tools"), display=("summarized", "omitted"))
TOOL_CHOICE = Known(type=("auto", "any", "tool", "none"))
OUTPUT_CONFIG = Known(effort=("low", "medium", "high", "xhigh", "max"))
CACHE_CONTROL = Known(type=("ephemeral",), ttl=("5m", "1h"))
