"""Names cut to fit while staying distinct."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

_CUT = "…"
_NAME = re.compile(r"(?P<prompt>[^/]*)(?P<rest>/.*?)?(?P<number>#\d+| \(\d+\))?", re.DOTALL)
"""`refund/rain/haiku-5-5#2`: prompt, column and repetition."""


def label(name: str, among: tuple[str, ...], width: int) -> str:
    """Keeps the repetition, then as much of the column as fits, then the prompt."""
    if width < 1 or cell_len(name) <= width:
        return name if width > 0 else ""
    return _labels(among, width).get(name) or cut_at_end(name, width)


@lru_cache(32)
def _labels(names: tuple[str, ...], width: int) -> Mapping[str, str]:
    parts = {name: _parts(name) for name in names}
    prompts = tuple(dict.fromkeys(prompt for prompt, _, _ in parts.values()))
    rests = tuple(dict.fromkeys(rest for _, rest, _ in parts.values()))
    least = _least(prompts, width)
    return {
        name: _fitted(*parts[name], prompts, rests, width, least) for name in names if cell_len(name) > width
    }


def _parts(name: str) -> tuple[str, str, str]:
    found = _NAME.fullmatch(name)
    assert found is not None
    return found["prompt"], found["rest"] or "", found["number"] or ""


def _fitted(
    prompt: str,
    rest: str,
    number: str,
    prompts: tuple[str, ...],
    rests: tuple[str, ...],
    width: int,
    least: int,
) -> str:
    room = width - cell_len(number)
    if not rest:
        return f"{abbreviated(prompt, prompts, room)}{number}"
    for_prompt = max(min(cell_len(prompt), least), room - cell_len(rest))
    first = abbreviated(prompt, prompts, min(for_prompt, max(room // 2, 1)))
    second = abbreviated(rest, rests, room - cell_len(first))
    return f"{first}{second}{number}"


def _least(names: tuple[str, ...], width: int) -> int:
    for cells in (1, 2, 3, 4, 6, 8, 12, 16):
        if cells < width and len({abbreviated(name, names, cells) for name in names}) == len(names):
            return cells
    return width


def abbreviated(text: str, among: Sequence[str], width: int) -> str:
    """Cut at the end if that is distinct, else in the middle, or to the part that differs."""
    if width < 1 or cell_len(text) <= width:
        return text if width > 0 else ""
    return _abbreviations(tuple(among), width).get(text) or cut_at_end(text, width)


@lru_cache(128)
def _abbreviations(texts: tuple[str, ...], width: int) -> Mapping[str, str]:
    left = {text for text in texts if cell_len(text) > width}
    found: dict[str, str] = {}
    for behind in range(max(width - 1, 1)):
        forms = {text: _form(text, width, behind) for text in left}
        counts = Counter(forms.values())
        found |= {text: form for text, form in forms.items() if counts[form] == 1}
        left -= found.keys()
        if not left:
            return found
    return found | dict(_where_they_differ(sorted(left), width))


def _form(text: str, width: int, behind: int) -> str:
    """`behind` cells follow the ellipsis."""
    tail = next(
        (text[at:] for at in range(max(len(text) - behind, 0), len(text)) if cell_len(text[at:]) <= behind),
        "",
    )
    return f"{set_cell_size(text, max(width - 1 - behind, 0)).rstrip()}{_CUT}{tail}"


def _where_they_differ(texts: Sequence[str], width: int) -> Iterator[tuple[str, str]]:
    """`texts` are sorted, so neighbours share the most."""
    for place, text in enumerate(texts):
        beside = [*texts[max(place - 1, 0) : place], *texts[place + 1 : place + 2]]
        shared = max((_shared(text, other) for other in beside), default=0)
        if 0 < shared < len(text) and width > 2:
            yield text, cut_at_end(f"{_CUT}{text[shared:]}", width)


def _shared(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def cut_at_end(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, max(width - 1, 0)).rstrip()}{_CUT}"
