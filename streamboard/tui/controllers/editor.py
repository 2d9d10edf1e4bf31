"""Edit a text in the user's editor."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from pathlib import Path

from streamboard.common.errors import StreamboardError


class EditorError(StreamboardError):
    """The editor could not start, failed, or left an unreadable file."""


def command() -> list[str]:
    written = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(written)
    except ValueError:
        words = []
    if not words:
        raise EditorError("$VISUAL or $EDITOR is no command.", "Set it to one, such as `nano`.")
    return words


def edited(text: str) -> str:
    """Have the user edit a text; meanwhile the editor owns the terminal."""
    words = command()
    # A private folder, since editors write backups beside the text.
    with tempfile.TemporaryDirectory(prefix="streamboard-") as folder:
        path = Path(folder) / "prompt.md"
        path.write_text(text, encoding="utf-8")
        code = _run([*words, str(path)])
        if code:
            raise EditorError(f"{words[0]} ended with {code}.", "The text is as it was.")
        try:
            return path.read_text(encoding="utf-8").removesuffix("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise EditorError(f"What {words[0]} left cannot be read: {error}") from None


def _run(arguments: list[str]) -> int:
    # Ctrl-C is for the editor alone.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        prepare = _take_signals if os.name == "posix" else None
        return subprocess.run(arguments, check=False, preexec_fn=prepare).returncode
    except OSError as error:
        raise EditorError(
            f"{arguments[0]} cannot be started: {error.strerror}.", "Set $EDITOR to an editor that is there."
        ) from None
    finally:
        signal.signal(signal.SIGINT, before)


def _take_signals() -> None:
    """Restore SIGINT, which the editor would inherit as ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
