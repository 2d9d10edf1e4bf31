"""From a prompt set to its run plan, in one go and with every mistake reported at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from streamboard.documents.document import Document
from streamboard.documents.explain import validate
from streamboard.documents.findings import Finding
from streamboard.documents.reading import read, read_file
from streamboard.documents.secrets import find_secrets
from streamboard.promptset.check import check
from streamboard.promptset.expand import TooLargeError, plan_of
from streamboard.promptset.kind import PROMPT_SET
from streamboard.promptset.overrides import NO_OVERRIDES, Overrides, of_setting, wishes_of
from streamboard.promptset.schema import PromptSet
from streamboard.run.plan import RunPlan


def load(path: str | os.PathLike[str], overrides: Overrides = NO_OVERRIDES) -> RunPlan:
    """The run plan of a prompt set's file, with what the command line says over it.

    Raises:
        MistakesError: A `DocumentError` with everything that is wrong with either.
    """
    title = Path(os.fspath(path)).stem
    return _read_plan(read_file(path, PROMPT_SET), overrides, title)


def parse(text: str, name: str = "<prompt set>", overrides: Overrides = NO_OVERRIDES) -> RunPlan:
    """The run plan of a prompt set's text, as `load`; `name` stands for the file's name in mistakes.

    Raises:
        MistakesError: As `load`.
    """
    return _read_plan(read(text, name, PROMPT_SET), overrides)


def expand(prompt_set: PromptSet, overrides: Overrides = NO_OVERRIDES) -> RunPlan:
    """The run plan of a prompt set that was made in Python.

    Raises:
        MistakesError: As `load`; without places, for there is no file.
    """
    document = Document("", "", prompt_set.model_dump(exclude_unset=True))
    return _checked(document, prompt_set, [], overrides)


def _read_plan(document: Document, overrides: Overrides, title: str = "") -> RunPlan:
    prompt_set, misfits = validate(PromptSet, document.data, document.texts)
    if prompt_set is not None and prompt_set.title is None and title.isprintable() and title.strip():
        prompt_set = prompt_set.model_copy(update={"title": title})
    return _checked(document, prompt_set, misfits, overrides)


def _checked(
    document: Document, prompt_set: PromptSet | None, misfits: Sequence[Finding], overrides: Overrides
) -> RunPlan:
    """The plan of a document whose keys and types are checked.

    Args:
        document: What stands in it.
        prompt_set: The set that it is; None if keys or types keep it from being one.
        misfits: Which ones do.
        overrides: What the command line says.
    """
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
            raise document.error([], map(of_setting, misfits))
        prompt_set = changed.model_copy(update={"title": changed.title or prompt_set.title})
    prompt_set, mistakes = wishes.with_models(prompt_set)
    if mistakes:
        raise document.error([], mistakes)
    try:
        return plan_of(prompt_set, wishes.layer)
    except TooLargeError as error:
        raise document.error([error.finding]) from None
