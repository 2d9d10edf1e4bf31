"""What is wrong with a value, and a hint, which may be empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Meta

from streamboard.documents.findings import choose_from, quoted


def no_truth(value: Any) -> tuple[str, str]:
    return f"should be true or false, not {_kind(value)}", "write `true` or `false`"


def no_list(value: Any) -> tuple[str, str]:
    return (
        f"should be a list, not {_kind(value)}",
        "write `[a, b]`, or one line for each that begins with `- `",
    )


def no_mapping(value: Any) -> tuple[str, str]:
    return f"should be a mapping, not {_kind(value)}", "write `key: value` lines below it, or `{key: value}`"


def no_word(value: Any, words: Sequence[str]) -> tuple[str, str]:
    is_text = isinstance(value, str)
    what = f"{quoted(value)} is not known here" if is_text else f"should be text, not {_kind(value)}"
    return what, choose_from(value, words)


def out_of_bounds(bounds: Meta, value: Any) -> tuple[str, str] | None:
    if bounds.ge is not None and not value >= bounds.ge:
        return f"should be at least {bounds.ge:,.15g}", ""
    if bounds.gt is not None and not value > bounds.gt:
        return f"should be more than {bounds.gt:,.15g}", ""
    if bounds.le is not None and not value <= bounds.le:
        return f"should be at most {bounds.le:,.15g}", ""
    if bounds.min_length is not None and len(value) < bounds.min_length:
        return "is an empty list", "give it at least one entry, or remove the key"
    if bounds.max_length is not None and len(value) > bounds.max_length:
        return f"has {len(value):,} entries, and at most {bounds.max_length:,} are taken", ""
    return None


def no_text(value: Any, unquoted: str | None) -> tuple[str, str]:
    """`unquoted` is the source, if YAML read it as something else."""
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


def no_number(wanted: str, value: Any) -> tuple[str, str]:
    """`wanted` is a kind of number, in words."""
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
