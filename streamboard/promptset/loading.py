"""Load a prompt set from a file or a text, with every mistake reported at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from streamboard.documents.document import Document
from streamboard.documents.explain import validate
from streamboard.documents.findings import Finding, without_repetitions
from streamboard.documents.mistakes import MistakesError
from streamboard.documents.reading import read, read_file
from streamboard.documents.secrets import find_secrets
from streamboard.promptset.check import check
from streamboard.promptset.expand import too_many
from streamboard.promptset.kind import PROMPT_SET
from streamboard.promptset.overrides import NO_OVERRIDES, Overrides, apply, divided, parsed
from streamboard.promptset.schema import PromptSet


def load(path: str | os.PathLike[str], overrides: Overrides = NO_OVERRIDES) -> PromptSet:
    """Read and check a prompt set's file.

    Args:
        path: The file.
        overrides: What the command line says; checked together with the file, so that all mistakes
            come at once. The set returned is the file's: give the same overrides to `expand`.

    Raises:
        MistakesError: A `DocumentError` with everything that is wrong.
    """
    return _checked(read_file(path, PROMPT_SET), overrides, Path(os.fspath(path)).stem)


def parse(text: str, name: str = "<prompt set>", overrides: Overrides = NO_OVERRIDES) -> PromptSet:
    """Check a prompt set's text, as `load` does; `name` stands for the file's name in mistakes.

    Raises:
        MistakesError: A `DocumentError` with everything that is wrong.
    """
    return _checked(read(text, name, PROMPT_SET), overrides, None)


def _checked(document: Document, overrides: Overrides, title: str | None) -> PromptSet:
    data: dict[str, Any] = document.data
    endpoints = data.get("endpoints")
    _, of_run, mistakes = parsed(overrides, endpoints if isinstance(endpoints, dict) else {})
    prompt_set, misfits = validate(PromptSet, data, document.texts)
    own_vars = data["vars"] if isinstance(data.get("vars"), dict) else {}
    of_file, of_options = divided(check(_with_vars(data, own_vars, of_run)), own_vars)
    findings: list[Finding] = [*document.findings, *find_secrets(data), *misfits, *of_file]
    mistakes += of_options
    if prompt_set is not None and not findings and not mistakes:
        applied = apply(prompt_set, overrides)
        mistakes = applied.mistakes
        findings += too_many(applied.prompt_set, applied.layer)
    found = [document.mistake(finding) for finding in without_repetitions(findings)]
    found.sort(key=lambda mistake: (mistake.line or 0, mistake.column or 0))
    if found or mistakes or prompt_set is None:
        raise MistakesError([*found, *mistakes])
    if prompt_set.title is None and title and title.isprintable() and title.strip():
        return prompt_set.model_copy(update={"title": title})
    return prompt_set


def _with_vars(data: dict[str, Any], own: dict[str, Any], of_run: dict[str, Any]) -> dict[str, Any]:
    """The file's data with the variables that the command line adds."""
    added = of_run.get("vars")
    return data | {"vars": own | added} if isinstance(added, dict) else data
