"""Write data as YAML that is read again as the same, and is pleasant to read."""

from __future__ import annotations

import re
from typing import Any

import yaml

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_NOT_PLAIN = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""What YAML writes as an escape, or changes where a text is written line by line."""


class _Writer(yaml.SafeDumper):
    """Writes texts of several lines as such, and never an alias."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    text = _HALF_CHARACTER.sub("\ufffd", text)
    style = '"' if _NOT_PLAIN.search(text) else "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _write_text)


def yaml_of(data: dict[str, Any]) -> str:
    """Data in YAML, which is read again as the same."""
    return yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1_000_000)
