"""What to run: a prompt set, or a prompt as an argument or on standard input."""

from __future__ import annotations

import os
import re
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from streamboard.cli.together import together
from streamboard.common.errors import UsageError
from streamboard.safety.inputs import read_all
from streamboard.safety.paths import in_time, shown
from streamboard.safety.quoted_text import beginning

if TYPE_CHECKING:
    from streamboard.promptset import PromptSet

_ASK = 'Give a prompt as "Tell me a story", or pipe one to `streamboard run -`.'
_LIKE_A_PATH = re.compile(r"(?:~|\.{0,2})/.*|.*\.(?:ya?ml|jsonl(?:\.gz|\.zst)?)", re.IGNORECASE)
_LIKE_A_SET = re.compile(r"(?:\s|#.*\n|---.*\n)*\w{1,40}[ \t]{0,9}:")
_PROMPTS = re.compile(r"^prompts[ \t]*:", re.MULTILINE)
_MOST_TOLD = 60
"""Characters of a word that a message repeats."""


source_argument = together(
    click.argument("source", required=False, metavar="[FILE|PROMPT|-]"),
    click.option("--prompt", metavar="TEXT", help="What to ask, where no file says it."),
)
"""`--prompt` takes any text as a prompt."""


def source_of(word: str | None, prompt: str | None) -> Path | PromptSet:
    """An existing file is a file, and `-` is standard input. Otherwise several words are a prompt; a single
    one, or what looks like a path, is a missing file."""
    if prompt is not None:
        if word is not None:
            raise UsageError("--prompt and a file exclude each other.", "Give one of them.")
        return _asked(prompt)
    if word is None:
        raise UsageError("There is nothing to run.", f"Name a prompt set. {_ASK}")
    if word == "-":
        return _asked(_standard_input())
    if in_time(word, partial(os.path.lexists, word)):
        return Path(word)
    if not word.strip() or (len(word.split()) > 1 and not _LIKE_A_PATH.fullmatch(word)):
        return _asked(word)
    kept = beginning(word, _MOST_TOLD)
    told = f"{kept.text}…" if kept.cut else kept.text
    advice = f"Check its name; to send it as a prompt, write --prompt {shown(shlex.quote(told))}."
    raise UsageError(f"There is no file {shown(told)}.", advice)


def _asked(text: str) -> PromptSet:
    from streamboard.promptset.single_prompt import prompt

    return prompt(text)


def _standard_input() -> str:
    """Drop the newline that `echo` adds."""
    from streamboard.promptset.single_prompt import MOST_BYTES, too_long

    if sys.stdin is None:
        raise UsageError("Standard input is closed.", _ASK)
    if sys.stdin.isatty():
        raise UsageError("There is no prompt on standard input: it is this terminal.", _ASK)
    try:
        data = read_all(sys.stdin.fileno(), MOST_BYTES)
    except OSError as error:
        why = error.strerror or "there is none"
        raise UsageError(f"Standard input cannot be read: {why}.", _ASK) from None
    if data is None:
        raise too_long()
    try:
        text = data.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        what = f"The prompt on standard input is no text: byte {error.start + 1:,} is not UTF-8."
        raise UsageError(what, "Send a text in UTF-8.") from None
    if not text.strip():
        raise UsageError("The prompt on standard input is empty.", _ASK)
    if _PROMPTS.search(text) and _LIKE_A_SET.match(text):
        what = "A prompt set is not read from standard input."
        raise UsageError(what, "Save it, and name the file; --prompt takes any text for a prompt.")
    return text
