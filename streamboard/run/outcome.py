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
"""How an attempt or stream ended.

`completed`: end of turn, a stop sequence, or a tool call; `max_tokens`: cut at the requested limit;
`context_window`: cut at the model's limit; `paused`: the server wants the turn continued; `refused`: the
model declined; `cut_off`: no `message_stop`; `stalled`: no content within a limit; `timed_out`: the total
limit passed; `failed`: an error; `cancelled`: stopped by us.
"""


class ErrorInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong, as far as known. Text from outside is raw: clean it before showing it."""

    type: str
    """The API's (`overloaded_error`) or ours (`connection`, `protocol`, ...)."""
    message: str
    """What happened, in a sentence."""
    advice: str = ""
    """What to do, in a sentence."""
    status: int | None = None
    """The HTTP status, if any."""
    request_id: str | None = None
    cause: str = ""
    """The technical reason, as the library words it."""
