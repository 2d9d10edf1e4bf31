"""Each answer in its own file, written as it comes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from streamboard.board.state import Folded
from streamboard.common import units
from streamboard.common.errors import UsageError
from streamboard.common.filenames import file_names
from streamboard.common.open_files import raise_limit
from streamboard.run.events import ApiEvent, StreamEnded, StreamEvent
from streamboard.run.plan import StreamPlan
from streamboard.safety import private_files
from streamboard.safety.outputs import write_all
from streamboard.safety.paths import in_time, is_folder, is_there, shown, why


class SavedAnswers:
    """Writes each stream's visible text, delta by delta, to a file named after the stream.

    A file begins with the first text; that of a later attempt replaces it. Nothing is overwritten, no link
    followed. The first failure is told; a failed file gets nothing more, so that none has a hole.
    """

    def __init__(
        self, folder: Path, streams: Sequence[StreamPlan], tell: Callable[[str], None] = lambda words: None
    ) -> None:
        """Make the folder; `streams` are all of the run.

        Raises:
            UsageError: The folder is no folder, or holds one of the files already.
        """
        self._folder = folder
        self._tell = tell
        self.problem = ""
        """Why the first incomplete answer is incomplete; else empty."""
        names = file_names((stream.name for stream in streams), "txt")
        self._files = {stream.id: _File(folder / name) for stream, name in zip(streams, names, strict=True)}
        try:
            in_time(folder, self._prepare)
        except OSError as error:
            self._fail(self._files.values(), error)
        raise_limit()

    def _prepare(self) -> None:
        if is_there(self._folder) and not is_folder(self._folder):
            raise UsageError(f"{shown(self._folder)} is no folder.", "Name another with --save-dir.")
        for file in self._files.values():
            if os.path.lexists(file.path):
                raise UsageError(
                    f"{shown(file.path)} exists already, and no answer is written over another.",
                    "Name another folder with --save-dir.",
                )
        private_files.make_folder(self._folder)

    def take(self, folded: Iterable[Folded]) -> None:
        pieces: dict[tuple[str, int], list[str]] = {}
        ended: list[str] = []
        for event, changes in folded:
            if isinstance(event, ApiEvent | StreamEvent):
                if texts := [change.text for change in changes if change.kind == "text" and change.text]:
                    pieces.setdefault((event.stream, event.attempt), []).extend(texts)
                if isinstance(event, StreamEnded):
                    ended.append(event.stream)
        for (stream, attempt), texts in pieces.items():
            self._add(stream, attempt, "".join(texts))
        for stream in ended:
            if (file := self._files.get(stream)) is not None:
                file.close()

    def _add(self, stream: str, attempt: int, text: str) -> None:
        file = self._files.get(stream)
        if file is None or file.failed:
            return
        try:
            file.add(attempt, text.encode("utf-8", "replace"))
        except OSError as error:
            self._fail([file], error)

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    @property
    def missing(self) -> int:
        """Answers that are not saved, or not in full."""
        return sum(file.failed for file in self._files.values())

    @property
    def sentence(self) -> str:
        saved = sum(file.begun and not file.failed for file in self._files.values())
        words = f"{units.count(saved, 'answer')} saved in {shown(self._folder)}"
        return f"{words}; {self.missing} not saved in full" if self.missing else words

    def _fail(self, files: Iterable[_File], error: OSError) -> None:
        for file in files:
            file.fail()
        if not self.problem:
            self.problem = f"answers are not saved in full: {why(error)}"
            self._tell(f"streamboard: {self.problem}; the streams go on")


class _File:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.begun = False
        self.failed = False
        self._descriptor: int | None = None
        self._attempt = 0

    def add(self, attempt: int, text: bytes) -> None:
        """Raises an OSError that names the file."""
        try:
            if self._descriptor is None:
                self._descriptor = private_files.create(self.path)
                self.begun = True
            if self._attempt and attempt != self._attempt:
                os.ftruncate(self._descriptor, 0)
            self._attempt = attempt
            write_all(self._descriptor, text)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from None

    def fail(self) -> None:
        self.failed = True
        self.close()

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):
                os.close(descriptor)
