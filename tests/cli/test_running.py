"""`streamboard run` in full: rounds, quiet, saved answers, summaries, and prompts without a file."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from streamboard.endpoints.sim.process import SimProcess
from streamboard.run import runfile
from streamboard.run.codec import decode
from streamboard.run.events import ContentBlockDelta, RunFigures
from tests.support.commands import COMMAND, GOOD, QUICK, Done, recordings, streamboard, write
from tests.support.engines import PATIENCE_S

BROKEN = (
    QUICK
    + """\
prompts:
  - {name: fine, prompt: Fine., expect: [{contains: no such words}]}
  - {name: broken, prompt: Broken., sim: {fault: server_error}}
slo: {ttft: 0.0001ms}
gates: ["output_tokens.max < 1"]
"""
)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path, GOOD)


def piped(data: bytes, *words: str) -> Done:
    """Give a command with this on standard input."""
    end, begin = os.pipe()
    with os.fdopen(begin, "wb") as into:
        into.write(data)  # A pipe holds 64 KB.
    try:
        return streamboard(*words, stdin=end)
    finally:
        os.close(end)


# -- rounds


def test_a_set_is_run_in_rounds_that_count_as_repetitions(good: Path, home: Path) -> None:
    done = streamboard("run", good, "--repeat", "3", "--summary", "json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert [prompt["streams"] for prompt in figures["prompts"]] == [3, 3]
    assert [prompt["ttft_ms"]["n"] for prompt in figures["prompts"]] == [3, 3]
    assert {"name": "streams", "value": "6: 2 prompts, 1 column, in 3 rounds"} in figures["made"]
    (file,) = recordings(home)
    recorded = runfile.read(file)
    assert [(one.round, one.name) for one in recorded.started.plan.streams] == [
        *((1, "say-one-thing#1"), (1, "say-another#1"), (2, "say-one-thing#2")),
        *((2, "say-another#2"), (3, "say-one-thing#3"), (3, "say-another#3")),
    ]
    assert "4 streams in 2 rounds" in streamboard("check", good, "--repeat", "2").stdout


# -- quiet


def test_a_quiet_run_says_nothing(good: Path, home: Path) -> None:
    assert streamboard("run", good, "--quiet") == (0, "", "")
    assert len(recordings(home)) == 1


def test_a_quiet_run_says_why_it_is_no_success(tmp_path: Path) -> None:
    done = streamboard("run", write(tmp_path, BROKEN), "-q", "--no-record")
    assert (done.returncode, done.stdout) == (1, "")
    check, broken, objective, gate = done.stderr.splitlines()
    assert check.startswith("streamboard: fine: contains 'no such words': ")
    assert broken.startswith("streamboard: broken: ")
    assert "internal server error" in broken
    assert objective.startswith("streamboard: SLO TTFT <= ")
    assert gate.startswith("streamboard: output_tokens.max < 1 failed: ")


def test_quiet_leaves_events_and_summaries_alone(good: Path) -> None:
    events = streamboard("run", good, "-q", "--json", "--no-record")
    assert (events.returncode, events.stderr) == (0, "")
    assert isinstance(decode(events.stdout.splitlines()[-1]), RunFigures)
    summary = streamboard("run", good, "-q", "--summary", "md", "--no-record")
    assert (summary.returncode, summary.stderr) == (0, "")
    assert summary.stdout.startswith("# Quick\n")


# -- the figures


@pytest.mark.parametrize("form", ["md", "json"])
def test_a_summary_is_what_report_makes_of_the_run(good: Path, tmp_path: Path, form: str) -> None:
    record = tmp_path / "run.jsonl"
    done = streamboard("run", good, "--summary", form, "--record", record, "--gate", "completed > 0%")
    assert done.returncode == 0, done.stderr
    assert done.stdout == streamboard("report", record, "--format", form).stdout
    assert "✓ end_turn" in done.stderr
    assert "✓ completed > 0% passed" in done.stderr
    assert "speed-up" not in done.stderr


def test_the_last_line_of_json_has_the_figures_that_report_gives(good: Path, tmp_path: Path) -> None:
    record, told = tmp_path / "run.jsonl", tmp_path / "told.jsonl"
    told.write_text(streamboard("run", good, "--json", "--record", record).stdout)
    figures = runfile.read(told).events[-1]
    assert isinstance(figures, RunFigures)
    assert figures.figures == json.loads(streamboard("report", record, "--format", "json").stdout)
    assert [column["name"] for column in figures.figures["columns"]] == ["sim"]
    replayed = streamboard("replay", told)
    assert (replayed.returncode, replayed.stderr) == (0, "")


# -- saved answers


def test_answers_are_saved_and_never_written_over(good: Path, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    done = streamboard("run", good, "--save-dir", folder, "--no-record")
    assert done.returncode == 0
    assert f"2 answers saved in {folder}" in done.stderr
    saved = {path.name: path.read_text() for path in folder.iterdir()}
    assert sorted(saved) == ["say-another.txt", "say-one-thing.txt"]
    assert all(words in " ".join(done.stdout.split()) for text in saved.values() for words in text.split())
    again = streamboard("run", good, "--save-dir", folder)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert {path.name: path.read_text() for path in folder.iterdir()} == saved
    assert not recordings(tmp_path / "home")


def test_a_folder_that_takes_no_answers_makes_it_1_and_the_streams_go_on(good: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = streamboard("run", good, "-q", "--save-dir", tmp_path / "file" / "x", "--no-record", "--json")
    assert done.returncode == 1
    assert '"outcomes":{"completed":2}' in done.stdout
    said, ended = done.stderr.splitlines()
    assert said.endswith("Not a directory; the streams go on")
    assert ended.endswith("; 2 not saved in full")


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_had_come_stays_whatever_ends_it(tmp_path: Path, number: signal.Signals) -> None:
    slow = QUICK.replace("5000,", "200,").replace("length: 20", "length: 100000") + "prompts: [Go on.]\n"
    folder = tmp_path / "answers"
    command = [*COMMAND, "run", str(write(tmp_path, slow)), "--json", "--no-record", f"--save-dir={folder}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        came = ""
        while len(came) < 200:
            event = decode(child.stdout.readline())
            came += event.delta.get("text", "") if isinstance(event, ContentBlockDelta) else ""
        child.send_signal(number)
        child.stdout.read()
        child.wait(PATIENCE_S)
    assert child.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    assert (folder / "go-on.txt").read_text().startswith(came)


# -- prompts


@pytest.fixture
def url(sim_server: SimProcess) -> str:
    return sim_server.url


SHORT = ["-n", "2", "--set", "success=[max_tokens]"]


@pytest.mark.parametrize("words", [["Tell me a story"], ["--prompt", "story"], ["-"]], ids=" ".join)
def test_a_prompt_needs_no_file(url: str, home: Path, words: list[str]) -> None:
    done = piped(b"Tell me: {{a}}\r\n", "run", "--url", url, "--model", "m", *SHORT, *words)
    assert done.returncode == 0, done.stderr
    (file,) = recordings(home)
    (stream,) = runfile.read(file).started.plan.streams
    asked = {"-": "Tell me: {{a}}"}.get(words[-1], words[-1])
    assert stream.request == {"max_tokens": 2, "messages": [{"role": "user", "content": asked}]}
    assert (stream.endpoint, stream.model) == ("server", "m")


def test_a_prompt_alone_is_for_the_board_which_runs_without_a_terminal(home: Path) -> None:
    done = streamboard("run it: tell me about http://a//b", "--endpoint", "sim", *SHORT)
    assert done.returncode == 0, done.stderr
    (file,) = recordings(home)
    plan = runfile.read(file).started.plan
    assert plan.title == "run it: tell me about http://a//b"
    assert plan.streams[0].request["messages"][0]["content"] == plan.title


def test_a_server_of_the_command_line_goes_before_what_a_set_and_the_settings_say(
    url: str, good: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "config.yaml"
    settings.write_text("defaults: {endpoint: local}\n")
    done = streamboard("run", good, "--url", url, "--config", settings, "--no-record", *SHORT)
    assert done.returncode == 0, done.stderr
    assert "to server" in done.stdout


def test_a_key_is_named_and_never_given(good: Path, url: str) -> None:
    absent = streamboard("run", good, "--url", url, "--key-env", "NO_SUCH_KEY", "--no-record")
    assert absent.returncode == 1
    assert "NO_SUCH_KEY is not set" in absent.stdout
    given = streamboard("run", good, "--url", url, "--key-env", "sk-ant-" + "api03-0123456789abcdef")
    assert given.returncode == 2
    assert "--key-env: is not the name of an environment variable" in given.stderr
    assert "0123456789" not in given.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "There is nothing to run."),
        (
            ["run", "hello"],
            "There is no file hello.\nCheck its name; to send it as a prompt, write --prompt hello.",
        ),
        (["hello"], "There is no file hello."),
        (["run", "my set.yaml"], "write --prompt 'my set.yaml'."),
        (["run", "../no such/set"], "There is no file ../no such/set."),
        (["run", ""], "The prompt is empty."),
        (["run", "a b", "--prompt", "c"], "exclude each other"),
        (["run", "a b", "--repeat", "0"], "--repeat 0: should be from 1 to 1000"),
        (["run", "a b", "-n", "9" * 30], "--max-tokens: should be at most 10,000,000"),
        (["run", "a b", "-n", "-1"], "--max-tokens: should be at least 0"),
        (["run", "a b", "-n", "5", "--set", "max_tokens=6"], "excludes --set max_tokens"),
        (["run", "a b", "--url", "127.0.0.1:8080"], "--url: must begin with http://"),
        (["run", "a b", "--url", "http://me:pass@host"], "--url: has credentials in it"),
        (["run", "a b", "--url", "http://h", "--endpoint", "sim"], "--url: excludes --endpoint"),
        (["run", "a b", "--key-env", "KEY"], "--key-env: needs --url"),
        (["run", "a b", "--json", "--summary", "md"], "exclude each other"),
        (["run", "a b", "--quiet", "--plain"], "exclude each other"),
        (["run", "a b", "--save-dir", "/dev/null"], "/dev/null is no folder."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_run_is_a_sentence(words: list[str], said: str, home: Path) -> None:
    done = streamboard(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not recordings(home)


def test_a_prompt_that_is_about_prompt_sets_is_one(home: Path) -> None:
    asked = "\n" * 60 + "! What does this do?\nprompts: [a]"
    done = piped(asked.encode(), "run", "-", "--endpoint", "sim", *SHORT)
    assert done.returncode == 0, done.stderr
    (file,) = recordings(home)
    assert runfile.read(file).started.plan.streams[0].request["messages"][0]["content"] == asked


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The prompt on standard input is empty."),
        (b" \n", "The prompt on standard input is empty."),
        (b"a\0b", "The prompt is no text: character 2 is a NUL"),
        (b"abc\xff", "is no text: byte 4 is not UTF-8."),
        (b"# mine\ntitle: x\nprompts: [a]\n", "A prompt set is not read from standard input."),
        (b"my key is sk-ant-" + b"api03-0123456789abcdefghijklmnop", "looks like an API key"),
    ],
)
def test_standard_input_that_holds_no_prompt_is_a_sentence(data: bytes, said: str) -> None:
    done = piped(data, "run", "-", "--no-record")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "0123456789" not in done.stderr


def test_standard_input_without_end_or_from_a_terminal_is_a_sentence() -> None:
    with Path("/dev/zero").open("rb") as endless:
        assert "longer than 10 MB" in streamboard("run", "-", stdin=endless.fileno()).stderr
    ends = pty.openpty()
    done = streamboard("run", "-", stdin=ends[1])
    for end in ends:
        os.close(end)
    assert done.returncode == 2
    assert "it is this terminal" in done.stderr
