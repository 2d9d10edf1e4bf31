"""Compose YAML nodes from untrusted text, within limits; PyYAML's C loader crashes on deep nesting."""

from __future__ import annotations

from typing import NoReturn, cast

import yaml

MAX_DEPTH = 40
MAX_ALIASES = 100
MAX_NODES = 20_000
"""Keys and values, aliases expanded."""


class TooMuchError(yaml.MarkedYAMLError):
    """The file is too deep or too large, or refers to itself."""


def compose(source: str) -> yaml.Node | None:
    """Return None if the text is empty."""
    loader = _Composer(source)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


class _Composer(yaml.SafeLoader):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._depth = 0
        self._aliases = 0
        self._extent: dict[int, tuple[int, int]] = {}
        self._kept: list[yaml.Node] = []

    def scan_to_next_token(self) -> None:
        """Skip tabs within brackets, too: JSON may be indented with them."""
        super().scan_to_next_token()
        while self.flow_level and self.peek() == "\t":
            self.forward()
            super().scan_to_next_token()

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        is_alias = isinstance(event, yaml.AliasEvent)
        self._aliases += is_alias
        if self._aliases > MAX_ALIASES:
            self._refuse(event, f"has more than {MAX_ALIASES} aliases", "write the values out")
        nested = isinstance(event, yaml.CollectionStartEvent)
        self._depth += nested
        if self._depth > MAX_DEPTH:
            self._refuse(event, f"is nested more than {MAX_DEPTH} levels deep", "flatten it")
        node = super().compose_node(parent, index)
        self._depth -= nested
        if node is None:
            return None
        if is_alias and id(node) not in self._extent:
            self._refuse(event, "refers to itself through an alias", "write the value out")
        nodes, height = self._measure(node)
        if nodes > MAX_NODES or len(self._kept) > MAX_NODES:
            self._refuse(event, f"has more than {MAX_NODES:,} keys and values", "split it into several files")
        if height > MAX_DEPTH:
            self._refuse(event, f"is nested more than {MAX_DEPTH} levels deep", "flatten it")
        return node

    def _measure(self, node: yaml.Node) -> tuple[int, int]:
        """Count nodes, with aliases expanded, and depth."""
        if id(node) not in self._extent:
            children: list[yaml.Node] = []
            if isinstance(node, yaml.SequenceNode):
                children = node.value
            elif isinstance(node, yaml.MappingNode):
                children = [child for pair in node.value for child in pair]
            extents = [self._extent[id(child)] for child in children]
            height = max((height for _, height in extents), default=0) + isinstance(node, yaml.CollectionNode)
            self._extent[id(node)] = (1 + sum(size for size, _ in extents), height)
            # Keep the node alive, so that its id is not reused.
            self._kept.append(node)
        return self._extent[id(node)]

    @staticmethod
    def _refuse(event: yaml.Event, problem: str, note: str) -> NoReturn:
        raise TooMuchError(problem=problem, problem_mark=cast(yaml.Mark, event.start_mark), note=note)
