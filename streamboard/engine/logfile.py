"""The SDK's own log, where `ANTHROPIC_LOG` asks for one: in a private file, without credentials.

On standard error it would be lost, and on a terminal it would be written over the board. It holds prompts.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from streamboard.safety.credentials import redact
from streamboard.safety.private_files import create, make_folder


def start(path: str | None) -> None:
    """Send what is logged in this process to a new file; without one, nowhere.

    A file that cannot be made is no reason not to run: then there is no log.
    """
    try:
        if path is not None:
            make_folder(Path(path).parent)
            handler = logging.StreamHandler(os.fdopen(create(Path(path)), "w", encoding="utf-8"))
            handler.setFormatter(_Redacting("%(asctime)s %(name)s %(levelname)s %(message)s"))
            # The SDK adds a handler of its own only where there is none.
            logging.getLogger().addHandler(handler)
            return
    except OSError:
        pass
    logging.disable(logging.CRITICAL)


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
