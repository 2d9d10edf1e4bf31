"""The user's prompts, kept between runs."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from streamboard.safety import private_files
from streamboard.safety.paths import user_folder, why
from streamboard.safety.timed_files import Glances

MOST_PROMPTS = 500
MOST_CHARS = 20_000
_MOST_BYTES = 64 * MOST_PROMPTS * 1024


def default_path() -> Path | None:
    try:
        return user_folder("state") / "prompts.jsonl"
    except OSError:
        return None


class PromptHistory:
    """Distinct prompts, latest last."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._glances = Glances(0.5)  # Key presses wait for it.
        self.problem = "there is no home folder" if path is None else ""
        """Why prompts are only in memory."""
        self.prompts = self._load()

    def _load(self) -> list[str]:
        try:
            read = partial(private_files.read, self.path, _MOST_BYTES) if self.path else bytes
            lines = self._glances.do(read).splitlines()
        except OSError:
            return []
        return [prompt for line in lines if (prompt := _read(line)) is not None][-MOST_PROMPTS:]

    def add(self, prompt: str) -> None:
        """Append to what other boards have saved meanwhile."""
        if len(prompt) > MOST_CHARS or not prompt.strip():
            return
        known = self.prompts if self.problem else self._load() or self.prompts
        self.prompts = [*(old for old in known if old != prompt), prompt][-MOST_PROMPTS:]
        try:
            if self.path is not None:
                self._glances.do(partial(_save, self.path, self.prompts))
        except OSError as error:
            self.problem = why(error)

    def find(self, words: str, before: int) -> int | None:
        """Find the latest match before an index, ignoring case."""
        wanted = words.casefold()
        places = reversed(range(min(before, len(self.prompts))))
        return next((place for place in places if wanted in self.prompts[place].casefold()), None)


def _save(path: Path, prompts: list[str]) -> None:
    private_files.make_folder(path.parent)
    lines = "".join(f"{json.dumps(prompt)}\n" for prompt in prompts)
    private_files.replace(path, lines.encode("ascii"))


def _read(line: bytes) -> str | None:
    try:
        prompt = json.loads(line)
        prompt.encode()
    except (ValueError, AttributeError, RecursionError):  # Not JSON, not text, or a lone surrogate.
        return None
    return prompt if isinstance(prompt, str) and prompt.strip() else None
