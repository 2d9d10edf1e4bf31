"""How a request or stream ended, and what went wrong."""

from __future__ import annotations

from typing import Literal

import msgspec

Outcome = Literal[
    "completed",
    "max_tokens",
    "context_window",
    "paused",
    "refused",
    "cut_off",
    "stalled",
    "timed_out",
    "failed",
    "cancelled",
]
"""`docs/run-file.md` says what each means."""


class ErrorInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong, as far as known. Text from outside is raw: clean it before showing it."""

    type: str
    """The API's (`overloaded_error`) or ours (`connection`, `protocol`, ...)."""
    message: str
    """A sentence."""
    advice: str = ""
    """What to do, a sentence."""
    status: int | None = None
    request_id: str | None = None
    cause: str = ""
    """As the library words it."""
