"""Values that the Messages API knows, for mappings sent unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Known:
    """Annotates a mapping with known values by key. Other keys pass, as the server may support them."""

    def __init__(self, **words: Sequence[str]) -> None:
        self.words = words

    def schema(self) -> dict[str, Any]:
        properties = {key: {"enum": list(words)} for key, words in self.words.items()}
        return {"properties": properties} | ({"required": ["type"]} if "type" in self.words else {})


THINKING = Known(type=("adaptive", "enabled", "disabled", "between_tools"), display=("summarized", "omitted"))
TOOL_CHOICE = Known(type=("auto", "any", "tool", "none"))
OUTPUT_CONFIG = Known(effort=("low", "medium", "high", "xhigh", "max"))
CACHE_CONTROL = Known(type=("ephemeral",), ttl=("5m", "1h"))
