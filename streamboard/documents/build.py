"""Build plain data from YAML nodes and report YAML's traps: dates, octal numbers, duplicate keys."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

from streamboard.documents.document import Document, Spot
from streamboard.documents.findings import Finding, Path, quoted
from streamboard.documents.mistakes import lines_of
from streamboard.safety.name_letters import UNSEEN, advice_on

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = (_TAG + "str", _TAG + "value")
_OCTAL = re.compile(r"[-+]?0[0-9_]+")
_BIGGEST_INTEGER = 2**63
_LONGEST_NUMBER = 60
_BEGINS = re.compile(r" *(?:-|[\w.-]+ *:)(?: |$)")
"""How a list entry or a key begins."""


def build(document: Document, root: yaml.Node) -> None:
    document.data = _Builder(document).value(root, ())


class _Builder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, path: Path) -> Any:
        """Return None for what is reported as a trap."""
        self._document.values[path] = _spot(node)
        if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(child, (*path, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        return self._trap(path, f"has the tag `{node.tag}`", "tags are not taken here; remove it")

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if key_node.tag == _TAG + "merge":
                continue
            key = self._key(key_node, path)
            if key is None:
                continue
            at, line = (*path, key), key_node.start_mark.line + 1
            if key in lines:
                what, place = (
                    f"is given twice, first on line {lines[key]}",
                    (line, key_node.start_mark.column + 1),
                )
                self._note(Finding(at, what, "keep one of the two", covers=False, place=place))
                continue
            self._document.keys[at] = _spot(key_node)
            lines[key] = line
            built[key] = self.value(value_node, at)
        for key_node, value_node in self._merged(node, path):
            key = self._key(key_node, path)
            if key is not None and key not in built:
                self._document.keys[*path, key] = _spot(key_node)
                built[key] = self.value(value_node, (*path, key))
        return built

    def _merged(self, node: yaml.MappingNode, path: Path) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """Pairs merged in by `<<:`, nearest first."""
        for key_node, value_node in node.value:
            if key_node.tag != _TAG + "merge":
                continue
            sources = value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
            for source in sources:
                if isinstance(source, yaml.MappingNode):
                    yield from ((key, value) for key, value in source.value if key.tag != _TAG + "merge")
                    yield from self._merged(source, path)
                else:
                    self._document.keys[*path, "<<"] = _spot(key_node)
                    self._note(Finding((*path, "<<"), "merges something that is no mapping", on_key=True))

    def _key(self, node: yaml.Node, path: Path) -> str | None:
        if isinstance(node, yaml.ScalarNode):
            text = _joined(str(node.value))
            if node.tag not in _TEXT_TAGS:
                self._document.keys[*path, text] = _spot(node)
                meaning = _meaning(node.tag)
                what = f"is a key that YAML reads as {meaning}, not as text"
                self._note(Finding((*path, text), what, f'put it in quotes: "{text}"', on_key=True))
            return text
        hint = "put it in quotes, as any text that begins with `{{` must be"
        self._note(Finding(path, "has a key that is no text", hint))
        return None

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        text = _joined(str(node.value))
        if node.tag in _TEXT_TAGS:
            self._look_for_swallowed_lines(node, path)
            return text
        if node.tag == _TAG + "null":
            if text == "":
                self._trap(path, "has no value", "give it one, write `null` for none, or remove the key")
            return None
        if node.style is None:
            self._document.texts[path] = text
        if node.tag == _TAG + "bool":
            return self._constructed(node, path, bool)
        if node.tag in (_TAG + "int", _TAG + "float"):
            return self._number(node, path, text)
        if node.tag == _TAG + "timestamp":
            return self._trap(path, f"is `{text}`, which YAML reads as a date", f'put it in quotes: "{text}"')
        return self._trap(path, f"has the tag `{node.tag}`", "tags are not taken here; remove it")

    def _look_for_swallowed_lines(self, node: yaml.ScalarNode, path: Path) -> None:
        """Report keys and entries that an odd space makes part of a text."""
        if node.style is not None or node.start_mark.line == node.end_mark.line:
            return
        source = self._document.source[node.start_mark.index : node.end_mark.index]
        for number, line in enumerate(lines_of(source)[1:], node.start_mark.line + 2):
            begins = _BEGINS.match(re.sub(UNSEEN, " ", line))
            if begins and (letter := re.search(UNSEEN, line[: begins.end()])):
                what, _, hint = advice_on(letter[0]).partition("; ")
                self._note(Finding(path, what, hint, covers=False, place=(number, letter.start() + 1)))

    def _number(self, node: yaml.ScalarNode, path: Path, text: str) -> Any:
        hint = f'write the number plainly, or put the text in quotes: "{quoted(text)[1:-1]}"'
        # Before conversion, which is slow for long numbers.
        if len(text) > _LONGEST_NUMBER:
            return self._trap(path, f"is {quoted(text)}, which is too long for a number", hint)
        value = self._constructed(node, path, int | float)
        if value is None:
            return None
        if ":" in text:
            return self._trap(path, f"is `{text}`, which YAML reads as the number {value}", hint)
        if isinstance(value, int) and _OCTAL.fullmatch(text):
            return self._trap(path, f"is `{text}`, which YAML reads as the octal number {value}", hint)
        too_large = abs(value) >= _BIGGEST_INTEGER if isinstance(value, int) else not math.isfinite(value)
        return self._trap(path, f"is `{text}`, which is too large for a number", hint) if too_large else value

    def _constructed(self, node: yaml.ScalarNode, path: Path, kind: Any) -> Any:
        try:
            value = self._scalars.construct_object(node)
        except (ValueError, KeyError, IndexError, OverflowError, yaml.YAMLError):
            return self._trap(path, f"does not fit its tag, or is too long for {_meaning(node.tag)}")
        return value if isinstance(value, kind) else self._trap(path, f"is no {_meaning(node.tag)}")

    def _trap(self, path: Path, what: str, hint: str = "") -> None:
        self._note(Finding(path, what, hint))

    def _note(self, finding: Finding) -> None:
        self._document.findings.append(finding)


def _meaning(tag: str) -> str:
    names = {
        "bool": "true or false",
        "int": "a number",
        "float": "a number",
        "null": "nothing",
        "timestamp": "a date",
    }
    return names.get(tag.removeprefix(_TAG), f"`{tag}`")


def _spot(node: yaml.Node) -> Spot:
    start, end = node.start_mark, node.end_mark
    return Spot(start.line + 1, start.column + 1, start.index, end.index)


def _joined(text: str) -> str:
    """Join surrogate pairs: JSON escapes an emoji as two halves."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
