"""Plans for a board without a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streamboard.common.errors import UsageError
from streamboard.documents.findings import Finding, did_you_mean, where
from streamboard.documents.validation import validate
from streamboard.promptset.content import check_settings
from streamboard.promptset.expand import DEFAULT_MAX_TOKENS
from streamboard.promptset.naming import column_names
from streamboard.promptset.schema import ModelEntry, StreamSettings
from streamboard.run.plan import AUTO, BUILT_IN_ENDPOINTS, Limits, RunPlan, Start, StreamPlan

TITLE = "Chat"


def chat_plan(
    models: Sequence[str],
    *,
    endpoint: str | None = None,
    system: str | None = None,
    max_tokens: int | None = None,
) -> RunPlan:
    """Plan one stream without messages for each model.

    Args:
        models: If empty, the endpoint's default.
        endpoint: Built in; None for `auto`.

    Raises:
        UsageError: An argument is not valid.
    """
    _check(models, endpoint, system, max_tokens)
    request: dict[str, Any] = {"max_tokens": DEFAULT_MAX_TOKENS if max_tokens is None else max_tokens}
    if system:
        request["system"] = system
    columns = column_names([ModelEntry(model=model) for model in models]) or [""]
    asked: list[str | None] = [*models] or [None]
    streams = [
        StreamPlan(
            id=f"s{number}",
            name=column or "chat",
            prompt="chat",
            endpoint=endpoint or AUTO,
            model=model,
            request=request | {"messages": []},
            column=column,
            limits=Limits(total_ns=None),
        )
        for number, (model, column) in enumerate(zip(asked, columns, strict=True), 1)
    ]
    return RunPlan(TITLE, streams, start=Start("by-hand"))


def _check(models: Sequence[str], endpoint: str | None, system: str | None, max_tokens: int | None) -> None:
    if endpoint is not None and endpoint not in BUILT_IN_ENDPOINTS:
        raise UsageError(f"There is no endpoint {endpoint}.", did_you_mean(endpoint, BUILT_IN_ENDPOINTS))
    settings: list[dict[str, Any]] = [{"model": model} for model in models]
    settings.append({"system": system or None, "max_tokens": max_tokens})
    for given in settings:
        findings: list[Finding] = [*validate(StreamSettings, given)[1], *check_settings(given, ())]
        if findings:
            option = where(findings[0].path).replace("_", "-")
            raise UsageError(f"--{option} {findings[0].what}.", findings[0].hint)
