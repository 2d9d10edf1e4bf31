"""Writes the SDK's log, if `ANTHROPIC_LOG` asks for one, to a private file, redacted.

It is private because it holds prompts; on a terminal the log would overwrite the board.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from streamboard.safety.credentials import redact
from streamboard.safety.private_files import create, make_folder


def start(path: str | None) -> None:
    """Log to a new file; without a path, or if it cannot be created, log nothing."""
    try:
        if path is not None:
            make_folder(Path(path).parent)
            handler = logging.StreamHandler(os.fdopen(create(Path(path)), "w", encoding="utf-8"))
            handler.setFormatter(_Redacting("%(asctime)s %(name)s %(levelname)s %(message)s"))
            # The SDK adds its own handler only if there is none.
            logging.getLogger().addHandler(handler)
            return
    except OSError:
        pass
    logging.disable(logging.CRITICAL)


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
