"""Short names that tell streams apart: `story/rain`, `story/haiku-5-5#2`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from streamboard.promptset.schema import ModelEntry, Prompt
from streamboard.promptset.template import without_placeholders
from streamboard.safety.sanitise import clean_line

_LONGEST_WORDS = 24
_LONGEST_VALUE = 24
_LONGEST_MODEL = 40


def prompt_names(prompts: Sequence[Prompt]) -> list[str]:
    """Unique names: the prompt's own, else its first words, else `prompt-N`."""
    own = [prompt.name for prompt in prompts if prompt.name]
    made = [
        prompt.name or _first_words(prompt.prompt or "") or f"prompt-{n}"
        for n, prompt in enumerate(prompts, 1)
    ]
    free = iter(
        unique([*own, *(name for name, prompt in zip(made, prompts, strict=True) if not prompt.name)])[
            len(own) :
        ]
    )
    return [prompt.name or next(free) for prompt in prompts]


def _first_words(text: str) -> str:
    words = re.findall(r"\w+", clean_line(without_placeholders(text[:400])).lower())
    name = ""
    for word in words[:5]:
        longer = f"{name}-{word}" if name else word[:_LONGEST_WORDS]
        if len(longer) > _LONGEST_WORDS:
            break
        name = longer
    return name


def column_names(columns: Sequence[ModelEntry]) -> list[str]:
    """Unique names: the column's own, else its model's, with the endpoint if columns share a model.

    Columns still alike are numbered.
    """
    labels = [_short_model(column) for column in columns]
    counts = Counter(labels)
    names = [
        f"{label}@{column.endpoint}" if counts[label] > 1 and column.endpoint and not column.name else label
        for label, column in zip(labels, columns, strict=True)
    ]
    return unique(names)


def _short_model(column: ModelEntry) -> str:
    if column.name or not column.model:
        return column.name or column.endpoint or "default"
    return model_name(column.model)


def model_name(model: str) -> str:
    """Drop `claude-`, and fit the rest on one line."""
    return short(model.removeprefix("claude-"), _LONGEST_MODEL)


def stream_name(prompt: str, values: Sequence[str], column: str, number: int | None) -> str:
    """`values` are of variables that have several.

    Where there is only one, `column` is empty, and `number`, the repetition, None.
    """
    parts = [prompt, *(short(value, _LONGEST_VALUE) for value in values), column]
    name = "/".join(part for part in parts if part)
    return name if number is None else f"{name}#{number}"


def short(text: str, longest: int) -> str:
    line = clean_line(text)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def unique(names: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    result = []
    last_number: Counter[str] = Counter()
    for name in names:
        free = name
        while free in seen:
            last_number[name] += 1
            free = f"{name} ({last_number[name] + 1})"
        seen.add(free)
        result.append(free)
    return result
