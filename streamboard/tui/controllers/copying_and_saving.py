"""Copy answers to the clipboard and save them as files."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.common.errors import StreamboardError
from streamboard.common.filenames import stamp
from streamboard.comparing.sides import RunSide
from streamboard.report import answers
from streamboard.safety.private_files import write_together
from streamboard.safety.sanitise import clean_line
from streamboard.tui.controllers import clipboard
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.picture import portable
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action
from streamboard.tui.text.code_blocks import CodeBlock, code_blocks, lines_of_blocks
from streamboard.tui.widgets.pane import Pane
from streamboard.tui.write_in_thread import write_aside


class Saving(Controller):
    """Copies and saves answers, always raw, never rendered."""

    def __init__(self, screen: Board, baseline: RunSide | None) -> None:
        super().__init__(screen)
        self._baseline = baseline
        self._copied: tuple[object, int] = (None, -1)
        """The answer whose code block was copied last, and the block's index."""

    def copy(self) -> None:
        pane = self.pane
        if pane is None or not self.copy_selection(pane):
            self._copy(self._answer, NOTHING_SAID)

    def copy_selection(self, pane: Pane) -> bool:
        text = pane.reader.selection.text
        if text:
            self._copy(text, "")
        return bool(text)

    def copy_code(self) -> None:
        answer = self._answer
        blocks = code_blocks(answer)
        of, last = self._copied
        chosen = (last + 1) % len(blocks) if of == answer else self._nearest(blocks)
        self._copied = (answer, chosen)
        block = blocks[chosen]
        lines = units.count(len(block.code.splitlines()), "line")
        about = ", ".join(word for word in (clean_line(block.language)[:20], lines) if word)
        which = f"Code block {chosen + 1} of {len(blocks)} ({about})"
        self._copy(block.code, f"{which} is empty.", f"{which}: ")

    def save(self) -> None:
        self._save([self.chosen])

    def save_all(self) -> None:
        self._save(list(self.board.streams.values()))

    def report(self) -> None:
        record, live = self.feed.record, self.feed.live
        if record is not None:
            write_aside(
                self._screen.app,
                lambda: _reported(record, self._baseline, going_on=live),
                lambda path: self._screen.say(f"report written: {path}"),
                lambda why: self._screen.say(f"The report is not written: {why.rstrip('.')}."),
            )

    def save_screenshot(self) -> None:
        picture, stem = self._screen.app.export_screenshot(), f"streamboard-{stamp(datetime.now())}"
        self._write(lambda: write_together(Path.cwd(), stem, {"svg": portable(picture)}))

    @property
    def _answer(self) -> str:
        return text_of(self.chosen)

    def _nearest(self, blocks: Sequence[CodeBlock]) -> int:
        pane = self.pane
        if pane is None:
            return 0
        wrapped, seen = pane.reader.view.wrapped, pane.reader.window.lines_shown
        lines = [wrapped.text(index) for index in range(wrapped.dropped, len(wrapped))]
        places = [place + wrapped.dropped for place in lines_of_blocks(blocks, lines)]
        middle = (seen.start + seen.stop) // 2
        return min(range(len(blocks)), key=lambda index: abs(places[index] - middle))

    def _copy(self, text: str, nothing: str, what: str = "") -> None:
        if text:
            self._screen.say(what + clipboard.copy(text, self._screen.app.copy_to_clipboard, os.environ))
        else:
            self._screen.say(nothing)

    def _save(self, streams: Sequence[StreamState]) -> None:
        made = answers.answers_of(streams, self.board, datetime.now())
        self._write(lambda: answers.write(made, Path.cwd()))

    def _write(self, write: Callable[[], list[Path]]) -> None:
        write_aside(self._screen.app, write, self._saved, self._not_saved)

    def _not_saved(self, why: str) -> None:
        self._screen.say(f"Not saved in this folder: {why}.")

    def _saved(self, paths: list[Path]) -> None:
        if len(paths) == 1:
            self._screen.say(f"saved {paths[0]}")
        else:
            self._screen.say(f"saved {len(paths)} answers in {paths[0].parent}, from {paths[0].name}")


def text_of(stream: StreamState) -> str:
    return stream.shown.message.text if stream.shown is not None else ""


def _reported(record: Path, baseline: RunSide | None, *, going_on: bool) -> Path:
    """Turn errors into what `write_aside` handles."""
    from streamboard.report import reports

    try:
        return reports.write_page(record, baseline, going_on=going_on)
    except StreamboardError as error:
        raise OSError(errno.EINVAL, str(error)) from None


def _no_record(saving: Saving, _scene: Scene) -> str:
    there = saving.feed.record is not None
    return "" if there else "A report is made of a run file, and this run is not recorded."


NOTHING_SAID = "Nothing was said yet."


def _no_answer(_board: Saving, scene: Scene) -> str:
    return "" if scene.focus is not None and text_of(scene.focus) else NOTHING_SAID


def _no_answers(_board: Saving, scene: Scene) -> str:
    return "" if any(map(text_of, scene.board.streams.values())) else NOTHING_SAID


def _nothing_to_copy(saving: Saving, scene: Scene) -> str:
    pane = saving.view.pane_in_focus(scene)
    return "" if pane is not None and pane.reader.selection.text else _no_answer(saving, scene)


def _no_code(_board: Saving, scene: Scene) -> str:
    has = scene.focus is not None and code_blocks(text_of(scene.focus))
    return "" if has else "There is no code block here."


KEEP: Sequence[Action[Saving]] = (
    Action(
        "board.copy",
        "c",
        "copy",
        "Copy the answer, or what is selected",
        lambda saving: saving.copy(),
        _nothing_to_copy,
        rank=65,
        synonyms="clipboard",
    ),
    Action(
        "board.copy_code",
        "C",
        "copy code",
        "Copy the code block nearest to what is shown; again, the next one",
        lambda saving: saving.copy_code(),
        _no_code,
        synonyms="clipboard",
    ),
    Action(
        "board.save",
        "w",
        "save",
        "Save this answer as a Markdown file, here",
        lambda saving: saving.save(),
        _no_answer,
        synonyms="export write file md record",
    ),
    Action(
        "board.save_all",
        "W",
        "save all",
        "Save all answers as Markdown files, here",
        lambda saving: saving.save_all(),
        _no_answers,
        synonyms="export write files md report record",
    ),
    Action(
        "board.report",
        "H",
        "report",
        "Write a report of the run as an HTML file, beside its run file",
        lambda saving: saving.report(),
        _no_record,
        synonyms="export html page hand on share print",
    ),
    Action(
        "board.screenshot",
        "",
        "screenshot",
        "Save a picture of the screen as an SVG file, here",
        lambda saving: saving.save_screenshot(),
        in_vote=True,
        synonyms="image svg picture export",
    ),
)
