"""Files and logs are the user's alone, and hold no key."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from streamboard.run.events import StreamEnded
from streamboard.run.plan import EndpointPlan
from streamboard.safety.private_files import create, make_folder
from streamboard.safety.sanitise import clean
from tests.support.engines import engine, of, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, Request, answer, delta, raw_sse, serve, start, stop

KEY = "a-key-that-looks-like-none-0123"


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_all_folders_that_are_made_are_private(tmp_path: Path, open_umask: None) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    for folder in ("a", "a/b", "a/b/c"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700


def test_a_file_is_private_never_over_another_and_never_through_a_link(
    tmp_path: Path, open_umask: None
) -> None:
    os.close(create(tmp_path / "new"))
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for name in ("new", "link"):
        with pytest.raises(FileExistsError):
            create(tmp_path / name)
    assert not (tmp_path / "target").exists()


@pytest.mark.slow
async def test_the_sdks_log_goes_to_a_private_file_without_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_LOG", "debug")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("MY_KEY", KEY)
    async with serve(lambda _: [HEAD, answer("hello")]) as server:
        asked = plan(
            stream("s1", endpoint="mine", model="m", text="a prompt to find"),
            endpoints={"mine": EndpointPlan(server.url, "MY_KEY")},
        )
        async with engine(asked) as process:
            events = [event async for batch in process.events() for event in batch]
            log = process.log
    assert of(events, StreamEnded)[0].outcome == "completed"
    assert log is not None
    assert log.stat().st_mode & 0o777 == 0o600
    assert "a prompt to find" in log.read_text()
    assert KEY not in log.read_text()


async def test_without_being_asked_no_log_is_kept(tmp_path: Path) -> None:
    async with engine(plan()) as process:
        assert process.log is None
        assert [batch async for batch in process.events()]


async def test_a_token_that_the_sdk_hands_out_is_redacted_wherever_a_server_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "anthropic"
    token = "handed-out-by-a-profile-77"
    (profile / "configs").mkdir(parents=True)
    (profile / "credentials").mkdir()
    (profile / "configs" / "default.json").write_text('{"authentication": {"type": "user_oauth"}}')
    credentials = profile / "credentials" / "default.json"
    credentials.write_text(json.dumps({"type": "oauth_token", "access_token": token, "expires_at": 2**33}))
    credentials.chmod(0o600)
    record = tmp_path / "run.jsonl"
    hidden = "\u200b".join(token)

    def script(request: Request) -> list[bytes]:
        sent.append(request.headers.get("authorization", ""))
        body = json.dumps({"error": {"type": "x", "message": f"{token} {hidden} {token.upper()}"}}).encode()
        head = f"HTTP/1.1 400 No\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        return [HEAD, answer(f"{token} {hidden}")] if b'"good"' in request.body else [head.encode(), body]

    sent: list[str] = []
    async with serve(script) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_CONFIG_DIR", str(profile))
        streams = [stream(name, endpoint="anthropic", model=name) for name in ("good", "bad")]
        await run_engine(plan(*streams), record=record)
    written = record.read_text()
    assert sent == [f"Bearer {token}"] * 2
    assert token not in written.lower()
    assert token not in clean(written)
    assert written.count("[redacted]") >= 4


async def test_a_server_that_says_the_key_back_does_not_bring_it_into_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    record = tmp_path / "run.jsonl"
    escaped = f"\\u{ord(KEY[0]):04x}{KEY[1:]}"
    said = [
        HEAD,
        start(model=KEY),
        delta(f"your key is {KEY}!"),
        delta("HIDDEN").replace(b"HIDDEN", escaped.encode()),
        raw_sse(KEY, b'{"odd": true}'),
        stop("HIDDEN").replace(b"HIDDEN", escaped.encode()),
    ]
    async with serve(lambda _: said) as server:
        asked = plan(
            stream("s1", endpoint="mine", model="m"),
            endpoints={"mine": EndpointPlan(server.url, "MY_KEY")},
        )
        await run_engine(asked, record=record)
    written = record.read_text()
    assert KEY not in written
    assert escaped not in written
    assert "your key is [redacted]!" in written
    assert written.count("[redacted]") >= 5
