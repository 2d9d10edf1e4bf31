"""Prompt sets as run plans, with all mistakes at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import msgspec

from streamboard.documents.document import Document
from streamboard.documents.findings import Finding
from streamboard.documents.mistakes import Mistake
from streamboard.documents.reading import read, read_file
from streamboard.documents.secrets import find_secrets
from streamboard.documents.validation import validate
from streamboard.promptset.consistency import check
from streamboard.promptset.doubts import doubts, doubts_of_stream
from streamboard.promptset.expand import TooLargeError, plan_of
from streamboard.promptset.media import Read, reader_of, with_files
from streamboard.promptset.missing_spaces import swallowed
from streamboard.promptset.overrides import NO_OVERRIDES, Overrides, Wishes, of_gate, wishes_of
from streamboard.promptset.schema import PromptSet
from streamboard.promptset.yaml_hints import PROMPT_SET
from streamboard.run.plan import RunPlan
from streamboard.safety.name_letters import not_a_name

_MOST_DOUBTS = 20
"""Further ones would only repeat."""


def load(path: str | os.PathLike[str], overrides: Overrides = NO_OVERRIDES) -> RunPlan:
    """Read a run plan from a file.

    Raises:
        MistakesError: Has all mistakes in the file and in the options, which win over it.
    """
    file = Path(os.fspath(path))
    return _read_plan(read_file(path, PROMPT_SET), overrides, file.stem, reader_of(file.parent))


def parse(
    text: str,
    name: str = "<prompt set>",
    overrides: Overrides = NO_OVERRIDES,
    *,
    beside: Read | None = None,
) -> RunPlan:
    """Read a run plan from YAML.

    Args:
        name: In place of a file name in mistakes.
        beside: Reads files that the text names; None allows none.

    Raises:
        MistakesError: Has all mistakes in the text and the options.
    """
    return _read_plan(read(text, name, PROMPT_SET), overrides, beside=beside)


def expand(prompt_set: PromptSet, overrides: Overrides = NO_OVERRIDES) -> RunPlan:
    """Make the run plan of a set built in Python, whose mistakes have no lines."""
    return _read_plan(Document("", "", prompt_set.data()), overrides)


def _read_plan(
    document: Document, overrides: Overrides, title: str = "", beside: Read | None = None
) -> RunPlan:
    prompt_set, misfits = validate(PromptSet, document.data, document.texts)
    if prompt_set is not None and prompt_set.title is None and not not_a_name(title):
        prompt_set = prompt_set.changed(title=title)
    return _checked(document, prompt_set, misfits, overrides, beside)


def _checked(
    document: Document,
    prompt_set: PromptSet | None,
    misfits: Sequence[Finding],
    overrides: Overrides,
    beside: Read | None = None,
) -> RunPlan:
    """`misfits` say why there is no `prompt_set`."""
    data: dict[str, Any] = document.data
    endpoints = data.get("endpoints")
    wishes = wishes_of(overrides, endpoints if isinstance(endpoints, dict) else ())
    both = wishes.over(data)
    findings, of_options = wishes.divided(check(both), data)
    findings = [*document.findings, *find_secrets(data), *misfits, *findings]
    mistakes = [*wishes.mistakes, *of_options]
    if prompt_set is None or findings or mistakes:
        raise document.error(findings, mistakes)
    if wishes.run:
        changed, misfits = validate(PromptSet, both)
        if changed is None:
            raise document.error([], map(wishes.mistake, misfits))
        prompt_set = changed.changed(title=changed.title or prompt_set.title)
    prompt_set, mistakes = wishes.with_models(prompt_set)
    if mistakes:
        raise document.error([], mistakes)
    prompt_set, findings = with_files(prompt_set, beside)
    if findings:
        raise document.error(findings)
    try:
        plan = plan_of(wishes.with_gates(prompt_set), wishes.layer, wishes.rounds)
    except TooLargeError as error:
        raise document.error([error.finding]) from None
    found = [*_doubts(document, both, wishes), *_too_few(document, plan, wishes)][:_MOST_DOUBTS]
    return msgspec.structs.replace(plan, doubts=[*map(_told, found)])


def _told(doubt: Mistake) -> str:
    """For run files and reports, which must not name the author's folders."""
    return str(replace(doubt, excerpt="", file=PurePath(doubt.file).name))


def _doubts(document: Document, both: dict[str, Any], wishes: Wishes) -> list[Mistake]:
    """`both` is the document's data with the overrides."""
    of_set, of_options = wishes.divided(doubts(both), document.data)
    return [
        *map(document.mistake, of_set),
        *map(document.mistake, swallowed(document)),
        *of_options,
        *map(wishes.mistake, doubts_of_stream(wishes.streams)),
    ]


def _too_few(document: Document, plan: RunPlan, wishes: Wishes) -> list[Mistake]:
    """In the plan, gates of `--gate` follow the set's."""
    if not plan.gates:
        return []
    from streamboard.promptset.gates_too_few import too_few

    of_set = len(plan.gates) - len(wishes.gates)
    return [
        document.mistake(finding)
        if (place := int(finding.path[1])) < of_set
        else of_gate(plan.gates[place], finding)
        for finding in too_few(plan)
    ]
