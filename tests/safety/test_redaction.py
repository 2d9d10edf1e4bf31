"""What looks like a credential, and that none is left in a text."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.safety.quoted_text import MOST, quoted
from streamboard.safety.redaction import (
    keep_secret,
    keep_secrets_of,
    keep_sent_secrets,
    looks_like_key,
    may_hold_key,
    redact,
    without_keys,
)
from streamboard.safety.sanitise import clean
from streamboard.safety.secret_forms import Forms

KEY = "a-key-that-looks-like-none-0123"


@pytest.mark.parametrize(
    "text",
    [
        "the key sk-ant-api03-AbC_d-9 was refused",
        "the key sk-proj-AbC_d-9abcdefghijkl was refused",
        r"said on two lines:\nsk-ant-" "api03-AbC_d-9abcdefghijkl",
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


SECRETS = {
    "a key": "a-key-that-looks-like-none-0123",
    "a short key": "sk-1234",
    "a key with signs": "k/9+%=&~Z1x7",
    "a token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl",
}
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "base64": lambda key: b64encode(key.encode()).decode(),
    "base64 for URLs": lambda key: urlsafe_b64encode(key.encode()).decode(),
    "base64 amid more": lambda key: b64encode(f"user:{key}, or so".encode()).decode(),
    "base64 amid other": lambda key: b64encode(f"a{key}".encode()).decode(),
    "hex": lambda key: key.encode().hex(),
    "hex in capitals": lambda key: key.encode().hex().upper(),
    "as in a URL": lambda key: quote(key, safe=""),
    "as in a URL, all of it": lambda key: "".join(f"%{ord(letter):02X}" for letter in key),
    "as in JSON, all of it": lambda key: "".join(f"\\u{ord(letter):04x}" for letter in key),
    "spaces of no width inside": lambda key: "\u200b".join(key),
    "joiners inside": lambda key: f"{key[:3]}\u200d\u2060{key[3:]}",
    "tags inside": lambda key: f"{key[:2]}\U000e0041{key[2:]}",
    "returns inside": lambda key: f"{key[:4]}\r{key[4:]}",
}
SURFACES: dict[str, Callable[[str], str]] = {
    "an error": redact,
    "an answer": without_keys,
    "an error, cleaned": lambda text: clean(redact(text)),
    "an answer, cleaned": lambda text: clean(without_keys(text)),
    "a failure's words": quoted,
}


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_form_of_a_secret_reaches_any_surface(secret: str, form: str, surface: str) -> None:
    keep_secret(SECRETS[secret])
    said = FORMS[form](SECRETS[secret])
    shown = SURFACES[surface](f"the key {said} was refused")
    assert shown.startswith("the key ")
    assert shown.endswith(" was refused")
    assert "[redacted]" in shown
    assert SECRETS[secret].lower() not in clean(shown).lower()
    assert may_hold_key(json.dumps(f"the key {said}", ensure_ascii=False).encode())


VISIBLE = st.characters(min_codepoint=33, max_codepoint=126)


@given(st.text(alphabet=VISIBLE, min_size=12, max_size=40), st.data())
def test_unseen_characters_anywhere_hide_no_key(key: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(1, len(key) - 1), max_size=5))
    said = key
    for place in places:
        said = f"{said[:place]}\u200b{said[place:]}"
    found = Forms([key]).redacted(f"<{said}>")
    assert found == "<[redacted]>"


def test_a_short_secret_that_is_a_word_stays_in_answers_alone() -> None:
    keep_secret("ollama")
    assert redact("the key ollama was refused") == "the key [redacted] was refused"
    assert without_keys("ollama runs here") == "ollama runs here"
    keep_secret("sk-1234")
    assert without_keys("task-12345 is no key, sk-1234 is") == "task-12345 is no key, [redacted] is"


def test_what_a_request_is_authorised_with_is_secret(tmp_path: Path) -> None:
    identity = tmp_path / "identity"
    identity.write_text("an-identity-token-in-a-file\n")
    keep_secrets_of(
        {
            "ANTHROPIC_IDENTITY_TOKEN": "an-identity-token",
            "ANTHROPIC_IDENTITY_TOKEN_FILE": str(identity),
            "ANTHROPIC_WEBHOOK_SIGNING_KEY": "a-signing-key",
        }
    )
    keep_sent_secrets([("Authorization", "Bearer handed-out-by-a-profile"), ("X-Api-Key", "an-api-key")])
    for secret in ("identity-token", "in-a-file", "a-signing-key", "handed-out-by", "an-api-key"):
        assert secret not in redact(
            "an-identity-token an-identity-token-in-a-file a-signing-key handed-out-by-a-profile an-api-key"
        )


def test_a_key_is_redacted_before_a_text_is_cut() -> None:
    keep_secrets_of({"ANTHROPIC_API_KEY": KEY})
    said = quoted("x" * (MOST - 10) + KEY + "y" * 100)
    assert KEY[:9] not in said
    assert "[redact" in said
