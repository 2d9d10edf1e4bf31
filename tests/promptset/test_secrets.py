"""Keys are refused, and never repeated."""

from __future__ import annotations

import pytest

from streamboard.documents.secrets import ADVICE, VARIABLE_ADVICE, is_secret_name, masked
from streamboard.promptset import MistakesError, Overrides, parse

SECRET = "hunter2-correct-horse"
KEY = "sk-ant-api03-AbCdEfGh1234"

FILES = {
    "in an endpoint": f"prompts: [x]\nendpoints: {{mine: {{base_url: 'http://a', api_key: {SECRET}}}}}",
    "at the top": f"api_key: {SECRET}\nprompts: [x]",
    "in extra": f"prompts: [{{prompt: x, extra: {{Authorization: Bearer {SECRET}}}}}]",
    "as a block": f"prompts:\n- prompt: x\n  extra:\n    token: |\n     {SECRET}\n     {SECRET}\n",
    "in a list": f"prompts: [{{prompt: x, extra: {{secret: [{SECRET}]}}}}]",
    "below, beside a mistake": f"prompts: [x]\ndefaults: {{extra: {{secret: [a,\n {SECRET}], 5: 1}}}}",
    "as a key": f"prompts: [{{prompt: x, extra: {{{KEY}: 1}}}}]",
    "in a text": f"prompts: ['use {KEY} now']",
    "in a name": f"prompts: [{{name: {KEY}, prompt: x}}]",
    "as a number": "password: 8472938472\nprompts: [x]",
    "in another manner": f"prompts: [sk-{'a1' * 12}]",
    "as a variable's name": f"prompts: [x]\nendpoints: {{m: {{base_url: 'http://a', api_key_env: {KEY}}}}}",
    "in an address": f"prompts: [x]\nendpoints: {{mine: {{base_url: 'http://user:{SECRET}@a'}}}}",
    "as an endpoint": f"prompts: [x]\ndefaults: {{endpoint: 'http://user:{SECRET}@a'}}",
    "next to a mistake": f"prompts: [x]\nendpoints: {{m: {{base: 1, api_key: {SECRET}, other: {SECRET}}}}}",
    "in a broken file": f"api_key: {SECRET}: x\nprompts: [x",
    "in a broken file, quoted": f'endpoints: {{mine: {{"api_key": "{SECRET}" "x"}}}}',
    "in a broken file, bare": f"prompts: [{KEY}: : ]]",
    "above a mistake": f"prompts: [{{prompt: x, extra: {{{KEY}: 2026-01-01}}}}]",
    "pasted for a name": "endpoints: {m: {base_url: 'http://a', api_key_env: hunter2-correct-horse}}",
    "pasted, without marks": "endpoints: {m: {base_url: 'http://a', api_key_env: a1a1a1a1A1a1a1a1}}",
    "pasted, in a broken file": "endpoints: {m: {api_key_env: hunter2-correct-horse: x",
    "under unknown headers": f"endpoints: {{m: {{base_url: 'http://a', headers: {{X-Odd: {SECRET}}}}}}}",
    "under headers, as a block": f"defaults:\n  extra_headers:\n    X-Odd: {SECRET}\n    5: {SECRET}\n",
    "in headers of the body": f"prompts: [{{prompt: x, extra: {{headers: {{X-Odd: {SECRET}}}}}}}]",
    "in headers further down": f"prompts: [{{prompt: x, extra: {{mcp: [{{headers: [X-Odd, {SECRET}]}}]}}}}]",
    "in headers of a broken file": f"endpoints: {{m: {{headers: {{X-Odd: {SECRET}: x",
    "in a role": f"prompts: [{{messages: [{{role: {KEY}, content: x}}]}}]",
}


@pytest.mark.parametrize("case", FILES)
def test_a_secret_is_refused_and_not_echoed(case: str) -> None:
    with pytest.raises(MistakesError) as caught:
        parse(FILES[case])
    told = str(caught.value) + repr(caught.value.mistakes)
    assert SECRET not in told
    assert KEY not in told
    assert "8472938472" not in told
    assert "a1a1" not in told


@pytest.mark.parametrize("advice", [ADVICE, VARIABLE_ADVICE])
def test_advice_is_not_taken_for_a_secret(advice: str) -> None:
    assert masked(advice) == advice


def test_the_refusal_says_where_and_what_to_do() -> None:
    with pytest.raises(MistakesError) as caught:
        parse(FILES["in an endpoint"])
    (mistake,) = caught.value.mistakes
    assert mistake.where == "endpoints.mine.api_key"
    assert "secret" in mistake.what
    assert "api_key_env" in mistake.hint
    assert "•••••" in mistake.excerpt


def test_a_secret_on_the_command_line_is_not_echoed() -> None:
    settings = {"extra.api_key": SECRET, "extra.headers.X-Odd": SECRET, "system": f"Say {KEY}"}
    overrides = Overrides(settings=settings, endpoint=KEY)
    with pytest.raises(MistakesError) as caught:
        parse("prompts: [x]", overrides=overrides)
    told = str(caught.value) + repr(caught.value.mistakes)
    assert "--set extra.api_key=•" in told
    assert SECRET not in told
    assert KEY not in told


@pytest.mark.parametrize(
    "name",
    [
        "api_key",
        "apiKey",
        "API-KEY",
        "x-api-key",
        "anthropic_api_key",
        "token",
        "auth_token",
        "accessToken",
        "secret",
        "client_secret",
        "Authorization",
        "authorization_token",
        "password",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "api_key_env",
        "max_tokens",
        "first_token",
        "budget_tokens",
        "tool",
        "stop_token",
        "key",
        "secretary",
        "author",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


def test_a_tool_may_have_a_property_called_token() -> None:
    text = """
prompts:
  - prompt: x
    tools:
      - name: count
        input_schema: {type: object, properties: {token: {type: string}}, required: [token]}
"""
    assert parse(text)


def test_a_tool_may_speak_of_headers() -> None:
    text = "{type: object, properties: {headers: {type: object}}}"
    assert parse(f"prompts: [{{prompt: x, tools: [{{name: ask, input_schema: {text}}}]}}]")


def test_masking_keeps_length_and_lines() -> None:
    source = f"a: 1\napi_key: {SECRET}\nb: http://u:{SECRET}@h/\nc: {KEY}\n"
    shown = masked(source)
    assert len(shown) == len(source)
    assert shown.count("\n") == source.count("\n")
    assert shown.startswith("a: 1\napi_key: •")
    assert "@h/" in shown
