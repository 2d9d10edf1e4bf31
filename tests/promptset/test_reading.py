"""Reading files and YAML: what is refused, and how it is told."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from streamboard.common.errors import DocumentError
from streamboard.documents.compose import MAX_ALIASES, MAX_DEPTH, MAX_NODES
from streamboard.documents.reading import MAX_BYTES
from streamboard.promptset import Mistake, MistakesError, load, parse
from streamboard.run.plan import RunPlan
from streamboard.safety.name_letters import not_a_name


def only_mistake(text: str) -> Mistake:
    """The one mistake that a text has."""
    with pytest.raises(MistakesError) as caught:
        parse(text, "set.yaml")
    assert len(caught.value.mistakes) == 1, str(caught.value)
    return caught.value.mistakes[0]


def first_text(plan: RunPlan) -> Any:
    """What the first stream of a plan sends."""
    return plan.streams[0].request["messages"][0]["content"]


def mistake_of_file(path: str | os.PathLike[str]) -> str:
    """What is told of a file that cannot be read."""
    with pytest.raises(DocumentError) as caught:
        load(path)
    return str(caught.value)


# Files


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("prompts: [Hello]\n")
    assert load(path).title == "mine"
    assert first_text(load(str(path))) == "Hello"


def test_a_title_in_the_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("title: Ours\nprompts: [Hello]\n")
    assert load(path).title == "Ours"


def test_a_missing_file_suggests_a_near_one(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_text("prompts: [x]")
    (tmp_path / "other.yaml").write_text("prompts: [x]")
    told = mistake_of_file(tmp_path / "dmeo.yaml")
    assert "is not there" in told
    assert f"did you mean `{tmp_path / 'demo.yaml'}`?" in told


def test_a_missing_file_is_found_by_its_name_without_ending(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_text("prompts: [x]")
    assert f"did you mean `{tmp_path / 'demo.yaml'}`?" in mistake_of_file(tmp_path / "demo")


def test_a_missing_file_lists_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_text("prompts: [x]")
    assert "in that folder are: demo.yaml" in mistake_of_file(tmp_path / "qqqqqq.yaml")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"there is no folder `{tmp_path / 'gone'}` either" in mistake_of_file(tmp_path / "gone" / "x.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_text("prompts: [x]")
    assert "is a folder; name a file in it: demo.yaml" in mistake_of_file(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "is not a regular file" in mistake_of_file(tmp_path / "pipe")


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("here")
        assert "is not a regular file" in mistake_of_file("here")


def test_an_endless_device_is_not_read() -> None:
    assert "is not a regular file" in mistake_of_file("/dev/zero")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("prompts: [x]")
    path.chmod(0)
    assert "may not be read; check its permissions" in mistake_of_file(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_an_impossible_name_is_told(name: str) -> None:
    assert "\0" not in mistake_of_file(name)


def test_a_file_of_a_megabyte_is_the_largest(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    head = "prompts: [x]\n#"
    path.write_text(head + "x" * (MAX_BYTES - len(head)))
    assert len(load(path).streams) == 1
    path.write_text(head + "x" * (MAX_BYTES - len(head) + 1))
    assert "is larger than 1 MB" in mistake_of_file(path)


def test_the_size_is_counted_in_bytes(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("prompts: [x]\n#" + "ü" * (MAX_BYTES // 2))
    assert "is larger than 1 MB" in mistake_of_file(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_unicode_encodings_are_taken(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mine.yaml"
    text = "prompts: [Grüße]\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    path.write_bytes(data)
    assert first_text(load(path)) == "Grüße"


def test_other_encodings_are_told_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes("title: x\nprompts: [Grüße]\n".encode("latin-1"))
    assert mistake_of_file(path) == f"{path}:2:13: is not UTF-8 at this place; save the file as UTF-8"


def test_carriage_returns_do_not_shift_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"title: x\r\nprompts: [x]\r\nfoo: 1\r\n")
    assert f"{path}:3:1: foo: is not a key here" in mistake_of_file(path)


# What a prompt set is not


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "set.yaml: is empty"),
        ("# only a comment\n", "set.yaml: is empty"),
        ("null", "set.yaml:1:1: is empty"),
        ("- a\n- b", "set.yaml:1:1: holds a list where a mapping is needed; begin with `prompts:`"),
        ("Hello", "set.yaml:1:1: holds a single value where a mapping is needed"),
        ("prompts: [a]\n---\nprompts: [b]", "set.yaml:2:1: begins a second document"),
    ],
)
def test_what_is_no_prompt_set(text: str, told: str) -> None:
    assert str(only_mistake(text)).startswith(told)


# Hostile files: refused, and before anything is built from them


def nested_aliases() -> str:
    """A billion laughs, with fewer aliases than are allowed."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines)


HOSTILE = {
    "brackets": ("[" * 900_000, "nested more than 40"),
    "braces": ("{" * 900_000, "nested more than 40"),
    "dashes": ("- " * 450_000, "nested more than 40"),
    "question marks": ("? " * 450_000, "nested more than 40"),
    "colons": ("a: " * 300_000, "colon"),
    "laughs": (nested_aliases(), "more than 20,000 keys and values"),
    "aliases": ("a: &a x\nb: [" + "*a," * (MAX_ALIASES + 1) + "]", f"more than {MAX_ALIASES} aliases"),
    "itself": ("prompts: &a [*a]", "refers to itself"),
    "itself in a mapping": ("prompts: &a {b: *a}", "refers to itself"),
    "itself in a merge": ("prompts: &a\n  <<: *a", "refers to itself"),
    "deep by aliases": (
        "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30,
        "nested more than 40",
    ),
    "many keys": ("".join(f"k{n}: v\n" for n in range(MAX_NODES)), "more than 20,000 keys and values"),
    "many entries": ("- a\n" * 200_000, "more than 20,000 keys and values"),
    "documents": ("---\n" * 200_000, "second document"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused(case: str) -> None:
    text, told = HOSTILE[case]
    assert told in str(only_mistake(text))


NUMBERS = {
    "decimal": "9" * 900_000,
    "just too many digits": "9" * 4_400,
    "base sixty": "9:" * 300_000 + "9",
    "hexadecimal": "0x" + "f" * 900_000,
    "octal": "0" + "7" * 9_000,
    "fraction": "1." + "9" * 900_000,
    "beyond 64 bits": "9223372036854775808",
    "infinity": ".inf",
    "no number": ".nan",
}


@pytest.mark.parametrize("case", NUMBERS)
def test_hostile_numbers_are_refused(case: str) -> None:
    mistake = only_mistake(f"prompts: [x]\nconcurrency: {NUMBERS[case]}")
    assert (mistake.line, mistake.column, mistake.where) == (2, 14, "concurrency")
    assert "too l" in mistake.what
    assert len(str(mistake)) < 1000


def test_forty_levels_are_taken_and_no_more() -> None:
    def at_depth(depth: int) -> str:
        inner = depth - 4  # the file, `prompts`, the prompt, `extra`
        return "prompts: [{prompt: x, extra: {a: " + "[" * inner + "]" * inner + "}}]"

    assert parse(at_depth(MAX_DEPTH))
    assert "nested more than 40" in only_mistake(at_depth(MAX_DEPTH + 1)).what


def test_a_hundred_aliases_are_taken() -> None:
    text = "defaults: {stop_sequences: [&a END, " + "*a, " * MAX_ALIASES + "]}\nprompts: [x]"
    assert len(parse(text).streams[0].request["stop_sequences"]) == MAX_ALIASES + 1


# Syntax, in plain words

SYNTAX = {
    "tab": ("prompts:\n\t- x", 2, 1, "tab", "spaces"),
    "colon": ("prompts:\n - prompt: Answer: yes", 2, 18, "colon", "quotes"),
    "at sign": ("prompts:\n  - @user hi", 2, 5, "begins with '@'", "quotes"),
    "backtick": ("prompts:\n  - `ls`", 2, 5, "begins with '`'", "quotes"),
    "bracket": ("prompts:\n  - [INST] x", 2, 12, "does not fit", "quoted"),
    "open quote": ('prompts: ["x', 1, 11, "never ends", "closing quote"),
    "open bracket": ("prompts: [x\nstart: together", 1, 10, "not closed", "by line 2"),
    "question mark": ("prompts: [Why?]", 1, 14, "`?` in an unquoted text within brackets", "quotes"),
    "unknown alias": ("prompts: [*x]", 1, 11, "alias", "quotes"),
    "stars": ("prompts: [** bold **]", 1, 12, "`*`", "quotes"),
    "no colon": ("prompts: [x]\nfoo\nbar: 1", 2, 1, "neither", "quotes"),
    "escape": ('prompts: ["\\q"]', 1, 13, "backslash", "single quotes"),
    "braces": ("prompts:\n  - {{topic}} is nice", 2, 15, "braces", '"{{topic}}'),
    "start on one line": (
        "prompts: [x]\nstart: staggered: 0.7s",
        2,
        17,
        "two colons",
        "`start: {staggered: 0.7s}`",
    ),
}


@pytest.mark.parametrize("case", SYNTAX)
def test_syntax_is_told_in_plain_words(case: str) -> None:
    text, line, column, what, hint = SYNTAX[case]
    mistake = only_mistake(text)
    assert (mistake.line, mistake.column) == (line, column)
    assert what in mistake.what
    assert hint in mistake.hint


# Traps

TRAPS = {
    "bool for text": ("title: on\nprompts: [x]", 1, "title", "`on` as true", '"on"'),
    "no for text": ("title: no\nprompts: [x]", 1, "title", "`no` as false", '"no"'),
    "version for text": ("title: 3.10\nprompts: [x]", 1, "title", "`3.10` as a number", '"3.10"'),
    "time for text": ("prompts: [{name: 12:30, prompt: x}]", 1, "prompts[0].name", "750", '"12:30"'),
    "octal": ("prompts: [{name: 010, prompt: x}]", 1, "prompts[0].name", "octal number 8", '"010"'),
    "date": ("title: 2026-01-31\nprompts: [x]", 1, "title", "a date", '"2026-01-31"'),
    "impossible date": ("title: 2024-13-45\nprompts: [x]", 1, "title", "a date", '"2024-13-45"'),
    "bool key": ("on: 1\nprompts: [x]", 1, "on", "true or false", '"on"'),
    "number key": ("prompts: [{prompt: x, extra: {1: 2}}]", 1, "prompts[0].extra.1", "a number", '"1"'),
    "braces": ("prompts: [{prompt: {{topic}}}]", 1, "prompts[0].prompt", "no text", "quotes"),
    "no value": ("title:\nprompts: [x]", 1, "title", "no value", "`null`"),
    "tag": ("prompts: [!env HOME]", 1, "prompts[0]", "`!env`", "tags are not taken"),
    "python tag": ("prompts: !!python/object/apply:os.system [x]", 1, "prompts", "python", "tags"),
    "binary": ("prompts: [!!binary aGk=]", 1, "prompts[0]", "binary", "tags"),
    "wrong tag": ("prompts: [x]\nconcurrency: !!int x", 2, "concurrency", "does not fit", ""),
    "power": ("prompts: [x]\nconcurrency: 1e3", 2, "concurrency", "`1e3` as text", "`1000`"),
    "thousands": ("prompts: [x]\nconcurrency: 1,000", 2, "concurrency", "not text", "`1000`"),
    "quoted number": ('prompts: [x]\nconcurrency: "5"', 2, "concurrency", "not text", "remove the quotes"),
    "half a number": ("prompts: [x]\nconcurrency: 2.5", 2, "concurrency", "not 2.5", ""),
    "escape": ('prompts: ["a\x1b[2J"]', 1, "", "control character U+001B", '"\\x1b"'),
    "half an emoji": ('prompts: ["\\ud83d"]', 1, "prompts[0]", "surrogate", "remove"),
    "half a key": ('prompts: [{prompt: x, extra: {"\\ud83d": 1}}]', 1, "prompts[0].extra", "surrogate", ""),
    "bare half an emoji": ("prompts: [\ud83d]", 1, "", "surrogate pair (U+D83D)", "remove"),
    "merge": ("prompts: [x]\ndefaults: {<<: 5}", 2, "defaults.<<", "no mapping", ""),
}


@pytest.mark.parametrize("case", TRAPS)
def test_traps_of_yaml_are_told(case: str) -> None:
    text, line, where, what, hint = TRAPS[case]
    mistake = only_mistake(text)
    assert (mistake.line, mistake.where) == (line, where)
    assert what in mistake.what
    assert hint in mistake.hint


UNSEEN = {
    "in the indentation": ("prompts:\n\u00a0- hi\n", 2, 1, "a no-break space (U+00A0)", "type a space"),
    "an entry that becomes a key": ("title: x\nprompts: [x]\n\u00a0- a: b\n", 3, 1, "U+00A0", "type a space"),
    "after a dash": ("prompts:\n  -\u00a0hi\n", 2, 4, "U+00A0", "type a space"),
    "a key in the text above": (
        "prompts:\n  - name: a\n    prompt:\u00a0hi\n",
        3,
        12,
        "U+00A0",
        "type a space",
    ),
    "an entry in the text above": (
        "prompts:\n  - hi\n  \u3000- you\n",
        3,
        3,
        "ideographic space",
        "type a space",
    ),
    "in a key": ("prom\u200bpts: [x]\nprompts: [x]\n", 1, 5, "a zero width space (U+200B)", "remove it"),
    "a mark amid the file": (
        "title: x\n\ufeffprompts: [x]\n",
        2,
        1,
        "a byte order mark (U+FEFF)",
        "remove it",
    ),
    "in a value": ("prompts: [x]\nstart: together\u2060\n", 2, 16, "a word joiner (U+2060)", "remove it"),
    "in a number": ("prompts: [x]\nconcurrency: 1\u202f0\n", 2, 15, "U+202F", "type a space"),
    "curly quotes": (
        "prompts: [x]\nstart: “together”\n",
        2,
        8,
        "a left double quotation mark (U+201C)",
        'type "',
    ),
    "curly quotes around a colon": ("prompts:\n  - name: “a: b”\n", 2, 11, "U+201C", 'type "'),
    "a wide colon": ("prompts：\n  - hi\n", 1, 8, "a fullwidth colon (U+FF1A)", "type :"),
    "a long dash": ("prompts:\n– hi\n", 2, 1, "an en dash (U+2013)", "type -"),
    "a tab": ("prompts:\n\t- hi\n", 2, 1, "a tab (U+0009)", "indent with spaces"),
    "a tab below a text": ("prompts:\n  - name: a\n\tprompt: hi\n", 3, 1, "U+0009", "indent with spaces"),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_a_letter_that_nobody_can_see_is_named_with_its_place(case: str) -> None:
    text, line, column, name, advice = UNSEEN[case]
    with pytest.raises(MistakesError) as caught:
        parse(text)
    (told,) = [str(one) for one in caught.value.mistakes if (one.line, one.column) == (line, column)]
    assert name in told
    assert f"stands here; {advice}" in told


def test_such_letters_in_a_text_are_the_users_own() -> None:
    text = "prompts:\n  - |\n    \u00a0- a:\u00a0b\n  - 質問です\n    \u3000続き\n  - “x”\n"
    assert first_text(parse(text)) == "\u00a0- a:\u00a0b\n"


_SEEN = st.characters(exclude_categories=["C", "Zl", "Zp"])
"""Most of what may be in a name: not so much is made in vain."""


@given(st.text(_SEEN).map("t{}".format), st.text().map("p{}".format), st.sampled_from([None, 1, "\t"]))
def test_what_json_writes_is_read_back(title: str, prompt: str, indent: int | str | None) -> None:
    assume(not not_a_name(title) and prompt.strip() and "{{" not in prompt and "\x7f" not in prompt)
    plan = parse(json.dumps({"title": title[:200], "prompts": [{"prompt": prompt}]}, indent=indent))
    assert (plan.title, first_text(plan)) == (title[:200], prompt)


def test_a_key_that_stands_twice_is_told_with_both_lines() -> None:
    mistake = only_mistake("title: a\nprompts: [x]\ntitle: b\n")
    assert (mistake.line, mistake.column, mistake.where) == (3, 1, "title")
    assert mistake.what == "is given twice, first on line 1"


def test_each_of_many_repetitions_has_its_own_line() -> None:
    with pytest.raises(MistakesError) as caught:
        parse("title: a\ntitle: b\ntitle: c\nprompts: [x]")
    assert [mistake.line for mistake in caught.value.mistakes] == [2, 3]


def test_escaped_control_characters_reach_the_model() -> None:
    assert first_text(parse('prompts: ["a\\x1b[2J"]')) == "a\x1b[2J"


def test_anchors_and_merges_are_understood() -> None:
    text = """
defaults: &base {max_tokens: 5, limits: {idle: 3s}}
models:
  - {<<: *base, model: a}
  - {<<: [{max_tokens: 7}, *base], model: b, retries: 0}
prompts: [x]
"""
    streams = parse(text).streams
    assert [stream.request["max_tokens"] for stream in streams] == [5, 7]
    assert [stream.limits.idle_ns for stream in streams] == [3_000_000_000] * 2


@pytest.fixture(
    params=["title: [\n", "prompts: [x]\nfoo: \x1b]0;x\x07", "prompts: [\u202e5, 5]", "pr\u200bompts: [5]"]
)
def unpleasant(request: pytest.FixtureRequest) -> str:
    """Texts with mistakes next to what a terminal would act on."""
    return str(request.param)


def test_nothing_of_the_file_reaches_the_terminal_raw(unpleasant: str) -> None:
    with pytest.raises(MistakesError) as caught:
        parse(unpleasant, "evil\x1b[31m\n.yaml")
    told = str(caught.value)
    assert "evil␛[31m .yaml" in told
    assert not any(character in told for character in "\x1b\x07\u202e\u200b\r")
