"""Write a text in the editor that the user has chosen."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from pathlib import Path

from streamboard.common.errors import StreamboardError


class EditorError(StreamboardError):
    """The editor could not be used."""


def command() -> list[str]:
    """The user's editor: `$VISUAL`, else `$EDITOR`, else vi.

    Raises:
        EditorError: It is no command.
    """
    written = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(written)
    except ValueError:
        words = []
    if not words:
        raise EditorError("$VISUAL or $EDITOR is no command.", "Set it to one, such as `nano`.")
    return words


def edited(text: str) -> str:
    """The text as the user left it in the editor, which has the terminal meanwhile.

    Raises:
        EditorError: The editor cannot be started, ended with an error, or left no text.
    """
    words = command()
    # A folder of its own, for the user alone: editors put copies beside the file.
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
    # Ctrl-C in the editor is for the editor.
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
    """In the editor's process: what we ignore, it does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
