"""Validate data against a section, with pydantic's errors in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from streamboard.documents.findings import Finding, Path, nearest, quoted
from streamboard.documents.sections import Keys, Section, keys_at, misspelt

_EXPLAINED_AT_MOST = 500

AnySection = TypeVar("AnySection", bound=Section)


def validate(
    model: type[AnySection], data: Any, unquoted: Mapping[Path, str] | None = None
) -> tuple[AnySection | None, list[Finding]]:
    """Validate data against a model.

    Args:
        model: The section to validate against.
        data: The data from the file.
        unquoted: `Document.texts`, for messages about values that YAML did not read as text.

    Returns:
        The model and no findings, or None and what is wrong.
    """
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    found = (_finding(model, detail, unquoted or {}) for detail in details[:_EXPLAINED_AT_MOST])
    return None, [finding for finding in found if finding is not None]


def _finding(model: type[Section], detail: ErrorDetails, unquoted: Mapping[Path, str]) -> Finding | None:
    path, kind = tuple(detail["loc"]), detail["type"]
    context = detail.get("ctx", {})
    if kind == "mistake":
        return Finding(path, context["what"], context["hint"])
    if kind == "extra_forbidden":
        keys = keys_at(model, path[:-1])
        hint = keys.advice_on(str(path[-1])) if keys else ""
        return Finding(path, "is not a key here", hint, on_key=True)
    if kind == "missing":
        return _missing(keys_at(model, path[:-1]), path, detail["input"])
    what, hint = _misfit(kind, detail["input"], context, unquoted.get(path))
    return Finding(path, what or detail["msg"], hint)


def _missing(section: Keys | None, path: Path, data: Any) -> Finding | None:
    key, hint = str(path[-1]), ""
    if isinstance(section, type):
        if isinstance(data, dict) and misspelt(data, section, key):
            return None  # Reported as the unknown key.
        hint = section.if_missing.get(key, "")
    return Finding(path[:-1], f"has no `{key}`" if path[:-1] else f"there is no `{key}`", hint, missing=key)


def _misfit(kind: str, value: Any, context: dict[str, Any], unquoted: str | None) -> tuple[str, str]:
    if kind == "bool_type":
        return f"should be true or false, not {_kind(value)}", "write `true` or `false`"
    if kind == "string_type":
        return _no_text(value, unquoted)
    if kind in ("int_type", "int_from_float", "float_type", "finite_number"):
        return _no_number("a whole number" if kind.startswith("int") else "a number", value)
    if kind == "list_type":
        return (
            f"should be a list, not {_kind(value)}",
            "write `[a, b]`, or one line for each that begins with `- `",
        )
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return (
            f"should be a mapping, not {_kind(value)}",
            "write `key: value` lines below it, or `{key: value}`",
        )
    if kind == "literal_error":
        words = [word.strip(" '") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        if not isinstance(value, str):
            return f"should be text, not {_kind(value)}", f"one of {', '.join(words)}"
        near = nearest(value, words)
        return (
            f"{quoted(value)} is not known here",
            f"did you mean `{near}`?" if near else f"one of {', '.join(words)}",
        )
    bounds = {"greater_than_equal": "at least", "less_than_equal": "at most", "greater_than": "more than"}
    if kind in bounds:
        bound = next(context[key] for key in ("ge", "le", "gt") if key in context)
        return f"should be {bounds[kind]} {bound:,.15g}", ""
    if kind == "too_short":
        return "is an empty list", "give it at least one entry, or remove the key"
    return "", ""


def _no_text(value: Any, unquoted: str | None) -> tuple[str, str]:
    if unquoted is not None and isinstance(value, bool | int | float):
        return (
            f"should be text, but YAML reads `{unquoted}` as {_kind(value)}",
            f'put it in quotes: "{unquoted}"',
        )
    if isinstance(value, dict):
        return (
            "should be text, not a mapping",
            "put a text with a colon in quotes, or below as a block after `|`",
        )
    return f"should be text, not {_kind(value)}", "put it in quotes" if isinstance(value, list) else ""


def _no_number(wanted: str, value: Any) -> tuple[str, str]:
    if not isinstance(value, str):
        shown = value if isinstance(value, float) else _kind(value)
        return f"should be {wanted}, not {shown}", ""
    digits = value.replace(",", "").replace("_", "").strip()
    try:
        number = float(digits)
    except ValueError:
        return f"should be {wanted}, not text", ""
    if digits.isascii() and digits.isdigit():
        plain = "remove the quotes" if digits == value else f"write `{digits}`"
        return f"should be {wanted}, not text", plain
    return f"should be {wanted}, but YAML reads {quoted(value)} as text", f"write `{number:.15g}`"


def _kind(value: Any) -> str:
    names = {
        dict: "a mapping",
        list: "a list",
        str: "text",
        int: "a number",
        float: "a number",
        type(None): "nothing",
    }
    if isinstance(value, bool):
        return "true" if value else "false"
    return names.get(type(value), "this")
