"""Files in a prompt: what is attached, what is refused, and what is only a word."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from streamboard.session.attachments import MOST_IMAGE, MOST_TEXT, AttachmentError, completed, content_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_a_text_file_stands_fenced_before_the_words(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("one\ntwo\n", encoding="utf-8")
    assert content_of("Sum up @notes.txt, please.", tmp_path) == [
        {"type": "text", "text": "notes.txt:\n```\none\ntwo\n```"},
        {"type": "text", "text": "Sum up @notes.txt, please."},
    ]


def test_a_fence_is_longer_than_any_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("````\ncode\n````", encoding="utf-8")
    block = content_of("@a.md", tmp_path)[0]
    assert isinstance(block, dict)
    assert block["text"] == "a.md:\n`````\n````\ncode\n````\n`````"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_an_image_is_known_by_its_first_bytes(tmp_path: Path, data: bytes, kind: str) -> None:
    (tmp_path / "picture").write_bytes(data)
    block = content_of("What is @picture?", tmp_path)[0]
    source = {"type": "base64", "media_type": kind, "data": base64.b64encode(data).decode()}
    assert block == {"type": "image", "source": source}


def test_a_path_may_hold_spaces_and_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "my notes.txt").write_text("x", encoding="utf-8")
    assert len(content_of('@"my notes.txt"', tmp_path)) == 2
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    assert len(content_of("@~/a.txt", Path("/"))) == 2
    assert len(content_of("@a.txt and @a.txt", tmp_path)) == 2


@pytest.mark.parametrize("text", ["@property\ndef x(self): ...", "me@example.org", "@ alone", "hello @anna"])
def test_words_that_name_no_file_stay_words(tmp_path: Path, text: str) -> None:
    assert content_of(text, tmp_path) == text


def test_a_backslash_keeps_a_word_from_being_a_path(tmp_path: Path) -> None:
    assert content_of("see \\@notes.txt", tmp_path) == "see @notes.txt"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\0\1\2", "neither text nor an image"),
        (b"\xff\xfe\xfd", "neither text nor an image"),
        (b" \n", "empty"),
        (b"a" * (MOST_TEXT + 1), "too large"),
        (PNG + bytes(MOST_IMAGE), "too large"),
    ],
)
def test_what_cannot_be_sent_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(AttachmentError, match=told):
        content_of("@file", tmp_path)


def test_what_is_not_there_or_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    refused = {"pipe": "regular", "folder": "regular", "no.txt": "There is no file"}
    if Path("/proc/self/stat").exists():
        refused["/proc/self/stat"] = "not a file on disk"
    for name, told in refused.items():
        with pytest.raises(AttachmentError, match=told):
            content_of(f"@{name}", tmp_path)


def test_names_in_refusals_are_clean(tmp_path: Path) -> None:
    with pytest.raises(AttachmentError) as refusal:
        content_of('@"a\x1b[2Jb.txt"', tmp_path)
    assert "\x1b" not in str(refusal.value)


def test_a_path_is_completed_as_far_as_it_is_certain(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("note-a.txt", "note-b.txt", "docs/keys.md", ".hidden"):
        (tmp_path / name).touch()
    assert completed("see @no", tmp_path) == "see @note-"
    assert completed("see @note-a", tmp_path) == "see @note-a.txt"
    assert completed("@do", tmp_path) == "@docs/"
    assert completed("@docs/", tmp_path) == "@docs/keys.md"
    assert completed("@.h", tmp_path) == "@.hidden"
    for nothing in ("@", "no", "see @zz", "@docs/zz/", "a@no"):
        assert completed(nothing, tmp_path) is None
