"""What `auto` comes to, and why: nothing is sent, nothing is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.common.errors import EndpointError
from streamboard.endpoints import local
from streamboard.endpoints.choice import choose, needs_choice, resolve
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.messages import client as messages
from tests.support.plans import plan, stream


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A local model is here."""
    found = local.LocalModel(tmp_path / "llama-server", tmp_path / "m.gguf")
    monkeypatch.setattr(local, "find", lambda gguf: found)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is."""

    def find(gguf: str | None) -> local.LocalModel:
        raise EndpointError("llama-server is not installed", "Install it.")

    monkeypatch.setattr(local, "find", find)


@pytest.mark.usefixtures("model")
def test_credentials_come_first() -> None:
    assert choose("ANTHROPIC_API_KEY is set", "", None) == ("anthropic", "ANTHROPIC_API_KEY is set")


@pytest.mark.usefixtures("model")
def test_a_local_model_comes_next() -> None:
    assert choose(None, "", None) == ("local", "no credentials found")


@pytest.mark.usefixtures("no_model")
def test_the_simulated_server_comes_last_and_says_what_is_missing() -> None:
    assert choose(None, "", None) == ("sim", "no credentials found; llama-server is not installed")


@pytest.mark.usefixtures("no_model")
def test_credentials_that_cannot_be_used_are_the_reason() -> None:
    endpoint, reason = choose(None, "the profile is broken", None)
    assert endpoint == "sim"
    assert reason.startswith("the profile is broken; ")


def test_a_key_is_found_by_its_name_and_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert messages.find_credentials() is None
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "test-token")
    assert messages.find_credentials() == "ANTHROPIC_AUTH_TOKEN is set"
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test")
    assert messages.find_credentials() == "ANTHROPIC_API_KEY is set"


def test_an_empty_key_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", " ")
    assert messages.find_credentials() is None


def test_a_profile_that_is_not_there_is_a_problem_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_PROFILE", "no-such-profile")
    with pytest.raises(AttemptFailure) as raised:
        messages.find_credentials()
    assert raised.value.error.type == "credentials"
    assert raised.value.error.advice


def test_only_auto_is_resolved() -> None:
    mixed = plan(stream("s1", endpoint="auto"), stream("s2", endpoint="sim"))
    assert needs_choice(mixed)
    resolved = resolve(mixed, choose("a profile", "", None))
    assert [one.endpoint for one in resolved.streams] == ["anthropic", "sim"]
    assert not needs_choice(resolved)
