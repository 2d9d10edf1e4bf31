"""Images and documents beside a prompt set."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.documents.mistakes import MistakesError
from streamboard.promptset import load, parse

SET = """\
prompts:
  - messages:
      - role: user
        content:
          - {{type: image, source: {{type: path, path: {path}}}}}
          - {{type: text, text: What is it.}}
"""


def written(folder: Path, path: str) -> Path:
    file = folder / "set.yaml"
    file.write_text(SET.format(path=path))
    return file


def test_a_file_is_sent_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "photo").write_bytes(b"\xff\xd8\xffx")
    (stream,) = load(written(tmp_path, "in/photo")).streams
    source = {"type": "base64", "media_type": "image/jpeg", "data": "/9j/eA=="}
    assert stream.request["messages"][0]["content"][0] == {"type": "image", "source": source}


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("gone.png", "cannot be read: No such file"),
        ("set.yaml", "is neither an image"),
        ("../secret.png", "is not in the folder of the prompt set"),
        ("link.png", "is not in the folder of the prompt set"),
        ("/etc/passwd", "is not in the folder of the prompt set"),
        ("in", "Is a directory"),
        ('"a\\0b"', "it is no file name"),
    ],
)
def test_a_file_that_cannot_be_sent_is_told_with_its_place(tmp_path: Path, path: str, what: str) -> None:
    folder = tmp_path / "sets"
    (folder / "in").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"GIF8")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(MistakesError, match=what) as error:
        load(written(folder, path))
    assert str(error.value).startswith(f"{folder / 'set.yaml'}:5:")


def test_a_text_has_no_folder() -> None:
    with pytest.raises(MistakesError, match="no folder to look in"):
        parse(SET.format(path="photo.png"))
