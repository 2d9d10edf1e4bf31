"""The user's settings as pydantic models: their keys, their types, and what an editor is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from streamboard.common.bounds import CONCURRENCY, PACE, SPEED
from streamboard.documents.document import Document
from streamboard.documents.explain import validate
from streamboard.documents.findings import Finding, did_you_mean, quoted
from streamboard.documents.kind import Kind
from streamboard.documents.secrets import find_secrets
from streamboard.documents.sections import Section
from streamboard.documents.texts import Name, Text
from streamboard.settings.screen import OnScreen, Theme

_ADVICE = "write settings as `theme: light`, one a line"
KIND = Kind(if_empty=_ADVICE, if_list=_ADVICE, if_value=_ADVICE)


class Defaults(Section):
    """What holds as if it were given on the command line, where that says nothing else."""

    endpoint: Name | None = None
    """Who answers, as `--endpoint`."""
    models: Annotated[list[Name], Field(min_length=1)] | None = None
    """The models to ask, as `--model`, once for each."""
    concurrency: Annotated[int, Field(ge=CONCURRENCY.least, le=CONCURRENCY.most)] | None = None
    """At most so many streams in flight."""
    record: bool | None = None
    """`false` keeps no run file unless `--record` names one."""
    plain: bool | None = None
    """`true` tells a run in whole sentences in place of the board."""
    gguf: Text | None = None
    """The file of weights for the local model."""
    speed: Annotated[float, Field(ge=SPEED.least, le=SPEED.most)] | None = None
    """The pace of a replay; 1 is the recorded one."""


class Settings(Section):
    """What the user's file of settings may hold."""

    theme: Theme | None = None
    """How the board is coloured."""
    view: Name | None = None
    """The view that the board begins with."""
    pace: Annotated[float, Field(ge=PACE.least, le=PACE.most)] | None = None
    """Characters a second at which answers appear; as they come unless set."""
    keys: dict[str, Text] | None = None
    """Keys in place of the built-in ones, with commas between, by the name of what they do."""
    defaults: Defaults | None = None
    """Defaults of the command line."""


def checked(document: Document, screen: OnScreen) -> Settings:
    """The settings that a document holds.

    Raises:
        MistakesError: With all that is wrong.
    """
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
    """What is wrong with the names of what the screen has."""
    view, keys = data.get("view"), data.get("keys")
    if isinstance(view, str) and view not in screen.views:
        yield Finding(("view",), f"{quoted(view)} is not known here", did_you_mean(view, screen.views))
    if isinstance(keys, dict):
        texts = {name: key for name, key in keys.items() if isinstance(key, str) and key.strip()}
        if texts:
            yield from screen.check_keys(texts)


def json_schema(views: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the settings.

    Args:
        views: The views that there are.
    """
    # Seldom needed, and slow to import.
    from streamboard.documents.json_schema import json_schema as of_section

    schema = of_section(Settings, "streamboard settings")
    schema["properties"]["view"]["anyOf"][0]["enum"] = list(views)
    return schema
