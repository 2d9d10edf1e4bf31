"""Answers in files of their own: what is in them at any moment, their names, and what cannot be written."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from streamboard.board.state import BoardState
from streamboard.common.errors import UsageError
from streamboard.report.saved_answers import SavedAnswers
from streamboard.run.events import Event
from tests.support.plans import plan, stream
from tests.support.told import Told


class Saving:
    """A run whose answers are saved."""

    def __init__(self, folder: Path, *names: str) -> None:
        streams = [stream(f"s{number}", name=name) for number, name in enumerate(names, 1)]
        self.board = BoardState(plan(*streams))
        self.said: list[str] = []
        self.saved = SavedAnswers(folder, streams, self.said.append)

    def take(self, *events: Event) -> None:
        self.saved.take(self.board.fold_all(events))


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_has_what_has_come_after_each_delta_and_no_thinking(tmp_path: Path) -> None:
    run, told, folder = Saving(tmp_path / "a" / "b", "story"), Told(), tmp_path / "a" / "b"
    run.take(told.queued(0), told.sent(1), told.start(2), told.thinking(3, "hm"))
    assert not [*folder.iterdir()]
    for number, words in enumerate(("Once", " upon\r\n", "\x1b[2J😀 \udc00"), 4):
        run.take(told.text(number, words))
        attempt = run.board.streams["s1"].shown
        assert attempt is not None
        wanted = attempt.message.text.encode("utf-8", "replace")
        assert (folder / "story.txt").read_bytes() == wanted
    run.take(told.ended(9), told.over(9))
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "story.txt")] == [0o700, 0o600]
    assert run.saved.sentence == f"1 answer saved in {folder}"
    assert (run.said, run.saved.missing) == ([], 0)


def test_a_later_attempt_takes_the_place_of_an_earlier_one_once_it_brings_text(tmp_path: Path) -> None:
    run, first, second = Saving(tmp_path, "story"), Told(), Told(attempt=2)
    run.take(first.sent(0), first.start(1), first.text(2, "a long beginning"), first.ended(3, "cut_off"))
    run.take(first.retry(3, 1), second.sent(5), second.start(6))
    assert (tmp_path / "story.txt").read_text() == "a long beginning"
    run.take(second.text(7, "new"), second.text(8, "er"))
    assert (tmp_path / "story.txt").read_text() == "newer"


def test_names_are_of_any_script_never_lead_elsewhere_and_differ(tmp_path: Path) -> None:
    names = [
        "../../etc/passwd",
        "雨/β#2",
        "Ä",
        "ä",
        "🙂",
        "..",
        "-rf ~",
        "x" * 300,
        "हिन्दी",
        "a\u202eb",
        "A/b",
        "a b",
    ]
    folder = tmp_path / "answers"
    run = Saving(folder, *names)
    for number in range(1, len(names) + 1):
        run.take(Told(f"s{number}").sent(0), Told(f"s{number}").text(1, str(number)))
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "etc-passwd.txt": "1",
        "雨-β-2.txt": "2",
        "Ä.txt": "3",
        "ä-2.txt": "4",
        "answer.txt": "5",
        "answer-2.txt": "6",
        "rf.txt": "7",
        f"{'x' * 150}.txt": "8",
        "हिन्दी.txt": "9",
        "a-b.txt": "10",
        "A-b-2.txt": "11",
        "a-b-3.txt": "12",
    }


@pytest.mark.parametrize("there", ["a file", "a link"])
def test_what_is_there_already_is_refused_before_anything_is_made(tmp_path: Path, there: str) -> None:
    at = tmp_path / "story.txt"
    if there == "a file":
        at.write_text("precious")
    else:
        at.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"story\.txt exists already"):
        Saving(tmp_path, "story", "other")
    with pytest.raises(UsageError, match="is no folder"):
        Saving(at, "x") if there == "a file" else Saving(Path("/dev/null"), "x")


def test_what_appears_meanwhile_is_neither_overwritten_nor_followed(tmp_path: Path) -> None:
    run = Saving(tmp_path, "story", "other")
    (tmp_path / "story.txt").symlink_to(tmp_path / "elsewhere")
    run.take(Told().text(1, "a"), Told("s2").text(1, "b"))
    assert not (tmp_path / "elsewhere").exists()
    assert (tmp_path / "other.txt").read_text() == "b"
    (said,) = run.said
    assert said.endswith(f"saved in full: {tmp_path / 'story.txt'}: File exists; the streams go on")
    assert run.saved.sentence == f"1 answer saved in {tmp_path}; 1 not saved in full"


def test_on_a_full_disk_the_beginning_stays_and_no_file_has_a_hole(tmp_path: Path) -> None:
    run = Saving(tmp_path, "long", "short")
    with full_disk(10):
        run.take(Told().text(1, "0123456"), Told("s2").text(1, "short"))
        run.take(Told().text(2, "789abc"))
    run.take(Told().text(3, "later"), Told("s2").text(3, " one"))
    assert (tmp_path / "long.txt").read_text() == "0123456789"
    assert (tmp_path / "short.txt").read_text() == "short one"
    assert run.saved.missing == 1
    (said,) = run.said
    assert "long.txt: File too large; the streams go on" in said


def test_a_folder_that_cannot_be_made_is_said_at_once_and_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = Saving(tmp_path / "file" / "folder", "a", "b")
    run.take(Told().text(1, "a"), Told("s2").text(1, "b"))
    (said,) = run.said
    assert "Not a directory" in said
    assert run.saved.missing == 2
