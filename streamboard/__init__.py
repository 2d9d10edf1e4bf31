"""Many language-model streams side by side, measured truly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streamboard.library import NotSavedError, RunResult, StreamResult, collect, prompt, stream

__all__ = ["NotSavedError", "RunResult", "StreamResult", "collect", "prompt", "stream"]


if not TYPE_CHECKING:  # Else type checkers accept any name.

    def __getattr__(name: str) -> Any:
        """Import the library on first use: the command line should not wait for it."""
        if name in __all__:
            from streamboard import library

            return getattr(library, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
