"""Model names: presets, and settings within a name."""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.run.simulated import DEFAULT_MODEL, FAULTS, PRESETS, SimBehaviour

ANY_TOOL = "look_up"
"""The tool of `sim-tools`, unless the request has tools."""

FIELDS = SimBehaviour.__struct_fields__


class WrongSettings(ValueError): ...


class UnknownModel(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__(f"model: {name}; the simulated models are {', '.join(PRESETS)}")


def resolve(model: str, settings: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """Return the name to report, always a simulated one, and checked settings.

    Args:
        model: A preset, `sim:rate=80,ttft=1.5`, or any other name.
        settings: The request's `sim`, which wins over the name.

    Raises:
        WrongSettings: One is unknown or has a wrong value.
        UnknownModel: It begins with `sim-`, but is no preset.
    """
    name, _, inline = model.partition(":")
    if name not in PRESETS:
        if name.startswith("sim-"):
            raise UnknownModel(name)
        name, inline = DEFAULT_MODEL, ""
    chosen = PRESETS[name] | (_inline(inline) if inline else {}) | (settings or {})
    _convert(settings or {}, strict=True)
    return name, chosen


def behaviour(settings: dict[str, Any]) -> SimBehaviour:
    return _convert(settings, strict=True)


def _inline(text: str) -> dict[str, Any]:
    given: dict[str, str] = {}
    for part in text.split(","):
        key, sign, value = part.partition("=")
        if not sign:
            raise WrongSettings(f"sim: {part!r} is not a setting; write name=value, name=value, ...")
        given[key.strip()] = value.strip()
    converted = _convert(given, strict=False)
    return {key: getattr(converted, key) for key in given}


def _convert(settings: dict[str, Any], *, strict: bool) -> SimBehaviour:
    try:
        return msgspec.convert(settings, SimBehaviour, strict=strict)
    except msgspec.ValidationError as error:
        raise WrongSettings(f"sim: {error}{_choices(str(error))}") from None


def _choices(message: str) -> str:
    if "unknown field" in message:
        return f"; the settings are {', '.join(FIELDS)}"
    if "$.fault" in message:
        return f"; the faults are {', '.join(FAULTS)}"
    return ""
