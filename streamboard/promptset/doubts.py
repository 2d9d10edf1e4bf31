"""Values that are allowed but probably mean something else, such as milliseconds without a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from streamboard.common import units
from streamboard.documents.findings import Finding, Path, nearest
from streamboard.promptset import durations
from streamboard.promptset.consistency import places
from streamboard.run.message import STOP_REASONS
from streamboard.run.plan import SECOND
from streamboard.safety.quoted_text import beginning
from streamboard.wire.catalogue import ADDED_PATH


class _Usual(NamedTuple):
    """Inclusive; durations are in seconds."""

    least: float
    most: float


_SLO = {
    "ttft": _Usual(0.005, 30),
    "ttfo": _Usual(0.005, 60),
    "itl": _Usual(0.0001, 1),
    "e2e": _Usual(0.01, 120),
}
_LIMITS = {"first_token": _Usual(0.02, 600), "idle": _Usual(0.02, 600), "total": _Usual(0.05, 7200)}
_SIM = {"ttft": _Usual(0, 30), "pings": _Usual(0, 60), "retry_after": _Usual(0, 600)}
_STAGGERED = _Usual(0, 30)
_SHARES = {"temperature": _Usual(0, 2), "top_p": _Usual(0, 1), "min_p": _Usual(0, 1)}
"""Fields of `extra` sometimes written in percent."""
_JITTER = _Usual(0, 2)
_LEAST_RATE = 0.1
_MOST_TOKENS, _MOST_RETRIES = 1_000_000, 20
_LEAST_BUDGET = 1024
"""The Messages API's minimum."""
_UNIT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*", re.IGNORECASE)
_Doubt = tuple[str, str]
"""How a value is read, and what was perhaps meant."""


def doubts(data: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _of_durations(data, "slo", _SLO, ())
    yield from _of_durations(data, "limits", _LIMITS, ())
    yield from _of_retries(data, ())
    yield from _of_stop_reasons(data, ())
    start = data.get("start")
    if isinstance(start, dict):
        yield from _found(("start", "staggered"), _of_duration(start.get("staggered"), _STAGGERED))
    for path, settings in places(dict(data)):
        yield from doubts_of_stream(settings, path)
    for name, endpoint in _mapping(data.get("endpoints")).items():
        yield from _of_endpoint(_mapping(endpoint), ("endpoints", name))


def doubts_of_stream(settings: Mapping[str, Any], path: Path = ()) -> Iterator[Finding]:
    yield from _of_durations(settings, "limits", _LIMITS, path)
    yield from _of_durations(settings, "sim", _SIM, path)
    yield from _of_retries(settings, path)
    yield from _of_stop_reasons(settings, path)
    yield from _found((*path, "max_tokens"), _of_tokens(settings.get("max_tokens")))
    thinking, sim, extra = (_mapping(settings.get(key)) for key in ("thinking", "sim", "extra"))
    yield from _found((*path, "thinking", "budget_tokens"), _of_budget(thinking.get("budget_tokens")))
    yield from _found((*path, "sim", "jitter"), _of_share(sim.get("jitter"), _JITTER))
    yield from _found((*path, "sim", "rate"), _of_rate(sim.get("rate")))
    for key, usual in _SHARES.items():
        yield from _found((*path, "extra", key), _of_share(extra.get(key), usual))
    yield from _found((*path, "extra", "top_k"), _of_top_k(extra.get("top_k")))


def _of_endpoint(endpoint: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    url = endpoint.get("base_url")
    if isinstance(url, str) and (added := ADDED_PATH.search(url)):
        what = f"ends in {added[0]}, to which /v1/messages is added"
        yield Finding((*path, "base_url"), what, f"did you mean `{url[: added.start()]}`?")
    if endpoint.get("auth") is not None and endpoint.get("api_key_env") is None:
        hint = "name the variable that holds the key in `api_key_env`"
        yield Finding((*path, "auth"), "says how to send a key, and there is none", hint)


def _found(path: Path, doubt: _Doubt | None) -> Iterator[Finding]:
    if doubt is not None:
        yield Finding(path, *doubt)


def _of_durations(
    data: Mapping[str, Any], section: str, usual: Mapping[str, _Usual], path: Path
) -> Iterator[Finding]:
    values = _mapping(data.get(section))
    for key, span in usual.items():
        yield from _found((*path, section, key), _of_duration(values.get(key), span))


def _of_duration(value: object, usual: _Usual) -> _Doubt | None:
    """Doubt a duration that is too short, or too long without a unit or in minutes."""
    if value is None or value is False:
        return None
    try:
        seconds = durations.seconds_of(value)
    except durations.NotADurationError:
        return None
    parts = _UNIT.fullmatch(str(value))
    number, unit = (parts[1], parts[2].lower()) if parts else ("", "more")
    read = f"is read as {units.setting(seconds * SECOND)}"
    if seconds > usual.most and unit in ("", "m", "min"):
        return read, f"did you mean `{number}ms`?"
    if 0 < seconds < usual.least:
        meant = {"": f"{seconds * 1000:g}s", "ms": f"{number}s"}.get(unit)
        return read, f"did you mean `{meant}`?" if meant else "nothing is as fast as that"
    return None


def _of_share(value: object, usual: _Usual) -> _Doubt | None:
    """Doubt likely percentages and quoted numbers."""
    if isinstance(value, str):
        return (
            (f"is the text `{beginning(value, 20).text}`", "remove the quotes") if _is_number(value) else None
        )
    number = _number(value)
    if number is None or usual.least <= number <= usual.most:
        return None
    read = f"is {number:g}, where {usual.least:g} to {usual.most:g} is usual"
    return read, f"did you mean `{number / 100:g}`?" if 0 < number <= 100 * usual.most else ""


def _of_top_k(value: object) -> _Doubt | None:
    number = _number(value)
    if number is None or not 0 < number < 1:
        return None
    return f"is {number:g}, where a number of tokens is usual", f"did you mean `top_p: {number:g}`?"


def _of_rate(value: object) -> _Doubt | None:
    number = _number(value)
    if number is None or not 0 < number < _LEAST_RATE:
        return None
    return f"is a delta every {1 / number:g} s", f"did you mean `{1 / number:g}`, deltas per second?"


def _of_tokens(value: object) -> _Doubt | None:
    number = _number(value)
    if number == 0:
        return "asks for no answer at all", "leave it out for 1024"
    if number is not None and number >= _MOST_TOKENS:
        return f"is {number:,.0f} tokens, more than any model writes", ""
    return None


def _of_budget(value: object) -> _Doubt | None:
    number = _number(value)
    if number is None or not 0 < number < _LEAST_BUDGET:
        return None
    hint = f"did you mean `{number * 1000:g}`?" if number * 1000 >= _LEAST_BUDGET and number <= 128 else ""
    return f"is {number:g} tokens, and the Messages API takes {_LEAST_BUDGET} at least", hint


def _of_retries(data: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    number = _number(data.get("retries"))
    if number is not None and number > _MOST_RETRIES:
        what = f"is {number:g} more attempts, up to {number / 7.5:.0f} minutes of waiting"
        yield Finding((*path, "retries"), what, "it is a number of attempts, not of seconds")


def _of_stop_reasons(data: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """Doubt near misses only: other servers have reasons of their own."""
    success, expect = data.get("success"), data.get("expect")
    asked: list[tuple[Path, Any]] = [
        (("success", index), reason) for index, reason in enumerate(_listed(success))
    ]
    asked += [
        (("expect", index, "stop_reason"), _mapping(check).get("stop_reason"))
        for index, check in enumerate(_listed(expect))
    ]
    for where, reason in asked:
        if isinstance(reason, str) and reason not in STOP_REASONS and (near := nearest(reason, STOP_REASONS)):
            what = f"is `{beginning(reason, 40).text}`, which the Messages API does not have"
            yield Finding((*path, *where), what, f"did you mean `{near}`?")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
