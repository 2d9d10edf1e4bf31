"""Writes the SDK's log to a private file: it holds prompts, and on a terminal would overwrite the board."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from streamboard.safety.private_files import create, make_folder
from streamboard.safety.redaction import redact


def start(path: str | None) -> None:
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
