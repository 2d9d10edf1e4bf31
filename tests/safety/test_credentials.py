"""What looks like a credential, and that none is left in a text."""

from __future__ import annotations

import pytest

from streamboard.safety.credentials import keep_secrets_of, looks_like_key, may_hold_key, redact, without_keys
from streamboard.wire.words import MOST, words

KEY = "a-key-that-looks-like-none-0123"


@pytest.mark.parametrize(
    "text",
    [
        "the key sk-ant-api03-AbC_d-9 was refused",
        "the key sk-proj-AbC_d-9abcdefghijkl was refused",
        r"said on two lines:\nsk-ant-api03-AbC_d-9abcdefghijkl",
        "Illegal header value b'Bearer sk-ant-secret\\n'",
        "authorization: Bearer abc.def",
        "Authorization: Basic abcdef",
        "x-api-key: abcdef",
        "{'X-Api-Key': 'abcdef'}",
        "http://user:abcdef@example.test/v1",
        "proxy //user:abcdef@10.0.0.1",
    ],
)
def test_what_looks_like_a_credential_is_taken_out(text: str) -> None:
    shown = redact(text)
    assert "[redacted]" in shown
    for secret in ("sk-ant", "sk-proj", "abcdef", "abc.def", "AbC_d"):
        assert secret not in shown


def test_other_text_passes_unchanged() -> None:
    text = "Connection refused by http://127.0.0.1:80/v1 (the bearer of news)"
    assert redact("no secret here") == "no secret here"
    assert "127.0.0.1:80" in redact(text)


@pytest.mark.parametrize(
    "text",
    ["sk-ant-...", "ask-questions-that-are-really-long", "sk-short", "task-ant-hill", "task-" + "a" * 30],
)
def test_what_is_no_key_passes(text: str) -> None:
    assert not looks_like_key(text)
    assert redact(text) == text


def test_secrets_of_the_environment_are_taken_out_of_every_text() -> None:
    keep_secrets_of(
        {
            "HTTPS_PROXY": "http://joe:pass%21word@proxy.example:3128",
            "all_proxy": "joe:other-word@proxy.example",
            "ANTHROPIC_BASE_URL": "https://user-secret@api.example",
            "ANTHROPIC_CUSTOM_HEADERS": "X-One: first-header-value\nX-Two:second-header-value",
            "ANTHROPIC_API_KEY": f" {KEY}\n",
        }
    )
    for secret in (
        "joe:pass%21word",
        "pass!word",
        "other-word",
        "user-secret",
        "first-header-value",
        "second-header-value",
        KEY,
    ):
        assert secret not in redact(f"it says {secret} here")
    assert redact("http://a.example/?api_key=abc123&x=1") == "http://a.example/?[redacted]&x=1"
    assert without_keys({"text": f"it is {KEY}", KEY: [KEY, 1]}) == {
        "text": "it is [redacted]",
        "[redacted]": ["[redacted]", 1],
    }
    assert may_hold_key(KEY.encode())
    assert may_hold_key(rb'{"text": "\u0053"}')
    assert not may_hold_key(b'{"text": "an answer"}')


def test_a_key_is_redacted_before_a_text_is_cut() -> None:
    keep_secrets_of({"ANTHROPIC_API_KEY": KEY})
    said = words("x" * (MOST - 10) + KEY + "y" * 100)
    assert KEY[:9] not in said
    assert "[redact" in said
