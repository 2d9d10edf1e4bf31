"""A prompt without a file, as a prompt set."""

from __future__ import annotations

from streamboard.common.errors import UsageError
from streamboard.promptset.naming import short
from streamboard.promptset.schema import Prompt, PromptSet
from streamboard.promptset.template import escaped
from streamboard.safety.name_letters import as_name, not_a_name

MOST_BYTES = 10_000_000
_LONGEST_TITLE = 60


def prompt(text: str) -> PromptSet:
    """Braces are sent as they are.

    Raises:
        UsageError: The text is empty, too long, or invalid.
    """
    if not text.strip():
        raise UsageError("The prompt is empty.", "Write what to ask.")
    if (place := text.find("\0")) >= 0:
        raise UsageError(f"The prompt is no text: character {place + 1:,} is a NUL (U+0000).", "Send a text.")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        what = f"The prompt is no text: character {error.start + 1:,} is not one of UTF-8."
        raise UsageError(what, "Send a text in UTF-8.") from None
    if size > MOST_BYTES:
        raise too_long()
    title = short(as_name(text[: 10 * _LONGEST_TITLE]), _LONGEST_TITLE)
    return PromptSet(title=None if not_a_name(title) else title, prompts=[Prompt(prompt=escaped(text))])


def too_long() -> UsageError:
    return UsageError(
        f"The prompt is longer than {MOST_BYTES // 1_000_000} MB.", "No model reads as much; send a part."
    )
