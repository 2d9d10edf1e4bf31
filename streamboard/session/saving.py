"""Sessions saved as prompt sets that reopen with the same conversations."""

from __future__ import annotations

import base64
import errno
import hashlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from streamboard.common.errors import StreamboardError
from streamboard.common.filenames import slug, stamp
from streamboard.documents.mistakes import MistakesError
from streamboard.documents.reading import MAX_BYTES
from streamboard.documents.validation import validate
from streamboard.documents.yaml_text import yaml_of
from streamboard.promptset.content import check_settings
from streamboard.promptset.expand import DEFAULT_RETRIES
from streamboard.promptset.expectations import entries_of
from streamboard.promptset.loading import parse
from streamboard.promptset.media import SOURCE, media_type_of
from streamboard.promptset.naming import unique
from streamboard.promptset.schema import RequestSettings
from streamboard.promptset.template import escaped_content
from streamboard.run.outcome import ErrorInfo
from streamboard.run.plan import BUILT_IN_ENDPOINTS, SECOND, RunPlan, StreamPlan
from streamboard.run.question import Content
from streamboard.safety import private_files
from streamboard.safety.name_letters import as_name
from streamboard.safety.paths import is_there
from streamboard.safety.sanitise import clean_line

_LONGEST_NAME = 190
"""Characters; leaves room for a number that makes it unique."""


class SavingError(StreamboardError):
    """There is nothing to save, or it does not fit into a prompt set."""


class Session(NamedTuple):
    plan: RunPlan
    """Without streams that were asked nothing."""
    files: dict[str, bytes]
    """Images and documents, by file name."""

    def text(self, folder: str) -> str:
        """Return YAML that names the files in `folder`."""
        return yaml_of(_data(self.plan, folder))

    def read(self, name: str) -> bytes:
        """Read `files/NAME` as if it were saved."""
        try:
            return self.files[name.removeprefix("files/")]
        except KeyError:
            raise OSError(errno.ENOENT, "there is no such file") from None

    def write(self, path: Path) -> None:
        """Write files that only the user can read, the attached ones in a folder beside the set.

        Raises:
            OSError: A file exists or cannot be written; the message can end a sentence.
        """
        folder = path.with_name(f"{path.stem}-files")
        text = self.text(folder.name)
        if not self.files:
            _write(path, text.encode("utf-8", "replace"))
            return
        if is_there(path):
            raise _taken()
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            raise OSError(errno.EEXIST, f"{folder.name} beside it is taken already; name another") from None
        try:
            for name, data in self.files.items():
                _write(folder / name, data)
            _write(path, text.encode("utf-8", "replace"))
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def session_of(plan: RunPlan) -> Session:
    """Make a session, to be started by hand, of streams that were asked something; may raise SavingError."""
    asked = [stream for stream in plan.streams if stream.request.get("messages")]
    if not asked:
        raise SavingError("Nothing was said yet.", "Ask something first.")
    plan = msgspec.structs.replace(plan, streams=asked)
    session = Session(plan, {_file_name(data, kind): data for data, kind in _attached(plan)})
    text = session.text("files")
    if len(text.encode()) > MAX_BYTES:
        raise SavingError(
            f"The session's texts are larger than {MAX_BYTES // 1_000_000} MB, the most that can be read."
        )
    try:
        parse(text, beside=session.read)
    except MistakesError as error:
        raise SavingError(f"It could not be read again: {error.mistakes[0]}") from error
    return session


def _attached(plan: RunPlan) -> Iterator[tuple[bytes, str]]:
    for stream in plan.streams:
        for message in stream.request["messages"]:
            for block in message["content"] if isinstance(message["content"], list) else ():
                if (attached := _data_of(block)) is not None:
                    yield attached


def _data_of(block: dict[str, Any]) -> tuple[bytes, str] | None:
    """Return data and media type; None if the block cannot be a file."""
    source = block.get("source")
    if not isinstance(source, dict) or source.get("type") != "base64":
        return None
    try:
        data = base64.b64decode(source["data"], validate=True)
    except (KeyError, TypeError, ValueError):
        return None
    kind = source.get("media_type")
    # Only types that are detected again when read; others stay in the text.
    return (data, kind) if isinstance(kind, str) and media_type_of(data) == kind else None


def _file_name(data: bytes, kind: str) -> str:
    """Name by content, so that repeated attachments share one file."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.{kind.rpartition('/')[2]}"


def _taken() -> OSError:
    return OSError(errno.EEXIST, "this name is taken already; name another file")


def suggested_name(title: str, now: datetime) -> str:
    return f"{slug(title, 'session')}-{stamp(now)}.yaml"


def _write(path: Path, data: bytes) -> None:
    try:
        private_files.write_bytes(path, data)
    except FileExistsError:
        raise _taken() from None
    except ValueError:
        raise OSError(errno.EINVAL, "that is no file name") from None


def _data(plan: RunPlan, folder: str) -> dict[str, Any]:
    streams = plan.streams
    used = {stream.endpoint for stream in streams} - {*BUILT_IN_ENDPOINTS}
    endpoints = {name: dict(_changed(endpoint)) for name, endpoint in plan.endpoints.items() if name in used}
    names = unique([_name(stream.name) for stream in streams])
    columns = _columns(streams)
    slo = {key.removesuffix("_ns"): _duration(value) for key, value in _changed(plan.slo)}
    data = {
        "title": _name(plan.title),
        "endpoints": endpoints,
        "start": "by-hand",
        "concurrency": plan.concurrency,
        "slo": slo,
        "gates": plan.gates or None,
        "prompts": [
            _prompt(stream, name, columns.get(stream.column), folder)
            for stream, name in zip(streams, names, strict=True)
        ],
    }
    return {key: value for key, value in data.items() if value not in (None, {})}


def _columns(streams: list[StreamPlan]) -> dict[str, str]:
    columns = [*dict.fromkeys(stream.column for stream in streams if stream.column)]
    return dict(zip(columns, unique([_name(column) for column in columns]), strict=True))


def _prompt(stream: StreamPlan, name: str, column: str | None, folder: str) -> dict[str, Any]:
    limits = {
        key.removesuffix("_ns"): "off" if value is None else _duration(value)
        for key, value in _changed(stream.limits)
    }
    own = {
        "limits": limits or None,
        "retries": stream.retries if stream.retries != DEFAULT_RETRIES else None,
        "sim": stream.sim or None,
        "expect": entries_of(stream.expect) or None,
        "success": stream.success or None,
    }
    messages = [
        message | {"content": escaped_content(_with_paths(message["content"], folder))}
        for message in stream.request["messages"]
    ]
    return {
        "name": name,
        **({"column": column} if column else {}),
        "endpoint": stream.endpoint,
        **({"model": stream.model} if stream.model else {}),
        **_settings(stream.request),
        **{key: value for key, value in own.items() if value is not None},
        **({"answered": True} if stream.answered else {}),
        **({"ended": ended} if (ended := _ended(stream)) else {}),
        **({"was": was} if (was := _origin(stream, name)) else {}),
        "messages": messages,
    }


def _ended(stream: StreamPlan) -> dict[str, Any]:
    ending = stream.ending
    if ending is None:
        return {}
    verdicts = [
        ({} if verdict.passed is None else {"passed": verdict.passed}) | _said(why=verdict.why)
        for verdict in ending.verdicts
    ]
    error = ending.error
    calls = [_said(name=call.name, input=call.input) for call in ending.calls if call.name.strip()]
    return {
        "outcome": ending.outcome,
        **_said(stop_reason=ending.stop_reason, model=ending.model, thinking=ending.thinking),
        **({"checks": verdicts} if any(verdicts) else {}),
        **({"calls": calls} if calls else {}),
        **({"error": _error(error)} if error else {}),
    }


def _error(error: ErrorInfo) -> dict[str, Any]:
    """Return the non-empty fields of `Failure`."""
    technical = _said(request_id=error.request_id, cause=error.cause)
    status = {} if error.status is None else {"status": error.status}
    # Neither may be blank.
    named = {"type": error.type if error.type.strip() else "error"}
    told = {"message": error.message if error.message.strip() else "an error without words"}
    return named | told | _said(advice=error.advice) | status | technical


def _said(**texts: str | None) -> dict[str, str]:
    """Drop blank texts, which a prompt set refuses."""
    return {key: text for key, text in texts.items() if text and text.strip()}


def _with_paths(content: Content, folder: str) -> Content:
    if isinstance(content, str):
        return content
    return [
        block | {"source": {"type": SOURCE, "path": f"{folder}/{_file_name(*attached)}"}}
        if (attached := _data_of(block)) is not None
        else block
        for block in content
    ]


def _origin(stream: StreamPlan, name: str) -> dict[str, Any]:
    prompt = _name(stream.prompt)
    return {
        **({"prompt": prompt} if prompt != name else {}),
        **({"vars": stream.vars} if stream.vars else {}),
        **({"repeat": stream.repeat} if stream.repeat != 1 else {}),
    }


def _settings(request: dict[str, Any]) -> dict[str, Any]:
    """Put what the schema refuses under `extra`."""
    settings: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in request.items():
        if key == "messages":
            continue
        if key in RequestSettings.types() and value is not None and _fits(key, value, request):
            settings[key] = escaped_content(value) if key == "system" else value
        else:
            extra[key] = value
    return settings | ({"extra": extra} if extra else {})


def _fits(key: str, value: object, request: dict[str, Any]) -> bool:
    beside = {"max_tokens": request["max_tokens"]} if "max_tokens" in request else {}
    _, misfits = validate(RequestSettings, {key: value})
    return not misfits and not any(check_settings(beside | {key: value}, ()))


def _changed(part: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(part):
        if (value := getattr(part, field.name)) != field.default:
            yield field.name, value


def _duration(nanoseconds: int) -> str | float:
    whole, rest = divmod(nanoseconds, SECOND)
    if not rest:
        return f"{whole}s"
    return f"{nanoseconds // 1_000_000}ms" if nanoseconds % 1_000_000 == 0 else nanoseconds / SECOND


def _name(text: str) -> str:
    line = as_name(text)[:_LONGEST_NAME].strip()
    return line if clean_line(line) else "untitled"
