"""Save a session as a prompt set that opens with the same streams and conversations."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from streamboard.common.errors import StreamboardError
from streamboard.common.filenames import slug, stamp
from streamboard.documents.explain import validate
from streamboard.documents.mistakes import MistakesError
from streamboard.documents.reading import MAX_BYTES
from streamboard.documents.writing import yaml_of
from streamboard.promptset.content import check_settings
from streamboard.promptset.expand import DEFAULT_RETRIES
from streamboard.promptset.expectations import entries_of
from streamboard.promptset.loading import parse
from streamboard.promptset.naming import unique
from streamboard.promptset.schema import RequestSettings
from streamboard.promptset.template import escaped_content
from streamboard.run.plan import BUILT_IN_ENDPOINTS, SECOND, Limits, RunPlan, StreamPlan
from streamboard.safety import private_files
from streamboard.safety.letters import as_name
from streamboard.safety.sanitise import clean_line
from streamboard.wire.protocols import BEARER, MESSAGES

_LONGEST_NAME = 190
"""Characters kept of a name, which leaves room for the number that makes it unique."""


class SavingError(StreamboardError):
    """A session cannot be written as a prompt set."""


def prompt_set_of(plan: RunPlan) -> str:
    """A prompt set in YAML that expands to the streams of a plan.

    It starts by hand, and leaves out streams without messages.

    Raises:
        SavingError: There is nothing to save, or it does not fit into a prompt set.
    """
    streams = [stream for stream in plan.streams if stream.request.get("messages")]
    if not streams:
        raise SavingError("Nothing was said yet.", "Ask something first.")
    text = yaml_of(_data(plan, streams))
    if len(text.encode()) > MAX_BYTES:
        raise SavingError(
            f"The session is larger than {MAX_BYTES // 1_000_000} MB, the most that can be read."
        )
    try:
        parse(text)
    except MistakesError as error:
        raise SavingError(f"It could not be read again: {error.mistakes[0]}") from error
    return text


def suggested_name(title: str, now: datetime) -> str:
    """A file name made of the session's title and the time."""
    return f"{slug(title, 'session')}-{stamp(now)}.yaml"


def write(path: Path, text: str) -> None:
    """Write a session to a new file that only the user can read.

    Raises:
        OSError: The file exists already, or cannot be written; says so as the end of a sentence.
    """
    try:
        private_files.write(path, text)
    except FileExistsError:
        raise OSError(errno.EEXIST, "this name is taken already; name another file") from None
    except ValueError:
        raise OSError(errno.EINVAL, "that is no file name") from None


def _data(plan: RunPlan, streams: list[StreamPlan]) -> dict[str, Any]:
    used = {stream.endpoint for stream in streams} - {*BUILT_IN_ENDPOINTS}
    endpoints = {
        name: {"base_url": endpoint.base_url}
        | ({"api_key_env": endpoint.api_key_env} if endpoint.api_key_env else {})
        | ({"protocol": endpoint.protocol} if endpoint.protocol != MESSAGES else {})
        | ({"auth": endpoint.auth} if endpoint.auth != BEARER else {})
        for name, endpoint in plan.endpoints.items()
        if name in used
    }
    names = unique([_name(stream.name) for stream in streams])
    columns = _columns(streams)
    slo = {key.removesuffix("_ns"): _duration(value) for key, value in _fields(plan.slo) if value is not None}
    data = {
        "title": _name(plan.title),
        "endpoints": endpoints,
        "start": "by-hand",
        "concurrency": plan.concurrency,
        "slo": slo,
        "gates": plan.gates or None,
        "prompts": [
            _prompt(stream, name, columns.get(stream.column))
            for stream, name in zip(streams, names, strict=True)
        ],
    }
    return {key: value for key, value in data.items() if value not in (None, {})}


def _columns(streams: list[StreamPlan]) -> dict[str, str]:
    """The names of the columns as a prompt set may have them, by present name."""
    columns = [*dict.fromkeys(stream.column for stream in streams if stream.column)]
    return dict(zip(columns, unique([_name(column) for column in columns]), strict=True))


def _prompt(stream: StreamPlan, name: str, column: str | None) -> dict[str, Any]:
    limits = {
        key.removesuffix("_ns"): "off" if value is None else _duration(value)
        for key, value in _fields(stream.limits)
        if value != getattr(Limits(), key)
    }
    own = {
        "limits": limits or None,
        "retries": stream.retries if stream.retries != DEFAULT_RETRIES else None,
        "sim": stream.sim or None,
        "expect": entries_of(stream.expect) or None,
        "success": stream.success or None,
    }
    messages = [
        message | {"content": escaped_content(message["content"])} for message in stream.request["messages"]
    ]
    return {
        "name": name,
        **({"column": column} if column else {}),
        "endpoint": stream.endpoint,
        **({"model": stream.model} if stream.model else {}),
        **_settings(stream.request),
        **{key: value for key, value in own.items() if value is not None},
        **({"answered": True} if stream.answered else {}),
        "messages": messages,
    }


def _settings(request: dict[str, Any]) -> dict[str, Any]:
    """The fields of a request as settings; those that the schema does not accept go under `extra`."""
    settings: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in request.items():
        if key == "messages":
            continue
        if key in RequestSettings.model_fields and value is not None and _fits(key, value, request):
            settings[key] = escaped_content(value) if key == "system" else value
        else:
            extra[key] = value
    return settings | ({"extra": extra} if extra else {})


def _fits(key: str, value: object, request: dict[str, Any]) -> bool:
    beside = {"max_tokens": request["max_tokens"]} if "max_tokens" in request else {}
    _, misfits = validate(RequestSettings, {key: value})
    return not misfits and not any(check_settings(beside | {key: value}, ()))


def _fields(struct: Any) -> Iterator[tuple[str, int | None]]:
    return ((key, getattr(struct, key)) for key in struct.__struct_fields__)


def _duration(nanoseconds: int) -> str | float:
    whole, rest = divmod(nanoseconds, SECOND)
    if not rest:
        return f"{whole}s"
    return f"{nanoseconds // 1_000_000}ms" if nanoseconds % 1_000_000 == 0 else nanoseconds / SECOND


def _name(text: str) -> str:
    """A name as a prompt set accepts it: one line of printable characters, not too long."""
    line = as_name(text)[:_LONGEST_NAME].strip()
    return line if clean_line(line) else "untitled"
