"""Write readable YAML."""

from __future__ import annotations

import re
from typing import Any

import yaml

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_NOT_PLAIN = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that YAML escapes, or alters in block style."""


class _Writer(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    text = _HALF_CHARACTER.sub("\ufffd", text)
    style = '"' if _NOT_PLAIN.search(text) else "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _write_text)


def yaml_of(data: dict[str, Any]) -> str:
    """Loads as equal data, but lone surrogates become U+FFFD."""
    return yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1_000_000)
