"""The user's settings as sections; the text under a key describes it in the JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from msgspec import Meta

from streamboard.common.bounds import CONCURRENCY, PACE, SPEED
from streamboard.documents.document import Document
from streamboard.documents.findings import Finding, did_you_mean, quoted
from streamboard.documents.kind import Kind
from streamboard.documents.secrets import find_secrets
from streamboard.documents.sections import Section
from streamboard.documents.texts import Name, Text
from streamboard.documents.validation import validate
from streamboard.settings.on_screen import OnScreen, Theme

_ADVICE = "write settings as `theme: light`, one a line"
KIND = Kind(if_empty=_ADVICE, if_list=_ADVICE, if_value=_ADVICE)


class Defaults(Section):
    """Options used when the command line does not give them."""

    endpoint: Name | None = None
    """Who answers, like `--endpoint`."""
    models: Annotated[list[Name], Meta(min_length=1)] | None = None
    """The models to ask, like one `--model` for each."""
    concurrency: Annotated[int, Meta(ge=CONCURRENCY.least, le=CONCURRENCY.most)] | None = None
    """The most streams in flight."""
    record: bool | None = None
    """`false` keeps no run file unless `--record` names one."""
    wire: bool | None = None
    """`true` records the bytes of each event and the headers of each response, too, like `--wire`."""
    plain: bool | None = None
    """`true` describes a run in whole sentences instead of showing the board."""
    gguf: Text | None = None
    """The file with the weights of the local model (GGUF)."""
    speed: Annotated[float, Meta(ge=SPEED.least, le=SPEED.most)] | None = None
    """The speed of a replay; 1 is as recorded."""


class Settings(Section):
    """The user's settings file."""

    theme: Theme | None = None
    """The board's colours."""
    view: Name | None = None
    """The view that the board starts with."""
    pace: Annotated[float, Meta(ge=PACE.least, le=PACE.most)] | None = None
    """Characters per second at which answers appear; as they arrive unless set."""
    keys: dict[str, Text] | None = None
    """Comma-separated keys that replace the built-in ones, by action: `board.stop: ctrl+x`."""
    defaults: Defaults | None = None
    """Defaults for the command line."""


def checked(document: Document, screen: OnScreen) -> Settings:
    settings, misfits = validate(Settings, document.data, document.texts)
    findings = [
        *document.findings,
        *find_secrets(document.data),
        *misfits,
        *_check_names(document.data, screen),
    ]
    if settings is None or findings:
        raise document.error(findings)
    return settings


def _check_names(data: dict[str, Any], screen: OnScreen) -> Iterator[Finding]:
    view, keys = data.get("view"), data.get("keys")
    if isinstance(view, str) and view not in screen.views:
        yield Finding(("view",), f"{quoted(view)} is not known here", did_you_mean(view, screen.views))
    if isinstance(keys, dict):
        texts = {name: key for name, key in keys.items() if isinstance(key, str) and key.strip()}
        if texts:
            yield from screen.check_keys(texts)


def json_schema(views: Sequence[str]) -> dict[str, Any]:
    # Slow to import.
    from streamboard.documents.json_schema import json_schema as of_section

    schema = of_section(Settings, "streamboard settings")
    schema["properties"]["view"]["anyOf"][0]["enum"] = list(views)
    return schema
