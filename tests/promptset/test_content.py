"""Messages, images, tools and the other parts that are sent as they stand."""

from __future__ import annotations

import pytest

from streamboard.promptset import MistakesError, parse

PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def told(text: str) -> list[str]:
    """All mistakes of a text, each as `where: what; hint`."""
    with pytest.raises(MistakesError) as caught:
        parse(text)
    return [f"{mistake.where}: {mistake.what}; {mistake.hint}" for mistake in caught.value.mistakes]


def test_a_conversation_passes_through() -> None:
    messages = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [{"type": "text", "text": "Hello"}]},
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "image", "source": {"type": "base64", "media_type": "image/gif", "data": PIXEL}},
                {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}},
                {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
                {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}},
                {"type": "hologram_of_2031", "anything": [1, None, True]},
            ],
        },
    ]
    stream = parse(f"prompts: [{{messages: {messages}}}]".replace("None", "null")).streams[0]
    assert stream.request["messages"] == messages


MESSAGES = {
    "[]": "messages: is empty",
    "[{content: x}]": "messages[0]: has no `role`",
    "[{role: usr, content: x}]": "messages[0].role: `usr` is no role; did you mean `user`?",
    "[{role: [x], content: x}]": "messages[0].role: this is no role",
    "[{role: user}]": "messages[0]: has no `content`",
    "[{role: user, content: 5}]": "messages[0].content: should be text, or a list of blocks",
    "[{role: user, content: ' '}]": "messages[0].content: is empty",
    "[{role: user, content: []}]": "messages[0].content: is empty",
    "[{role: user, content: x, name: y}]": "messages[0].name: is not a key here",
    "[{rol: user, content: x}]": "messages[0].rol: is not a key here; did you mean `role`?",
    "[{role: user, contnt: x}]": "messages[0].contnt: is not a key here; did you mean `content`?",
    "[Hello]": "messages[0]: should be a mapping, not text",
    "[{role: user, content: [Hello]}]": "content[0]: should be a block; write `{type: text, text: ...}`",
    "[{role: user, content: [{text: x}]}]": "content[0]: has no `type`",
    "[{role: user, content: [{type: txt, text: x}]}]": "content[0].type: `txt` is no type of",
    "[{role: user, content: [{type: text}]}]": "content[0]: has no `text`",
    "[{role: user, content: [{type: image}]}]": "content[0]: has no `source`",
    "[{role: user, content: [{type: image, source: {type: disk}}]}]": "source: has the type `disk`; one of",
    "[{role: user, content: [{type: image, source: {type: url}}]}]": "source: has no `url`",
    "[{role: user, content: [{type: image, source: {type: url, url: cat.png}}]}]": "must begin with https://",
    "[{role: user, content: [{type: image, source: {type: base64, media_type: image/bmp, data: aa}}]}]": (
        "source.media_type: `image/bmp` is not taken"
    ),
    "[{role: user, content: [{type: image, source: {type: base64, media_type: image/png, data: '??'}}]}]": (
        "source.data: is not base64"
    ),
}


@pytest.mark.parametrize("messages", MESSAGES)
def test_wrong_messages_are_told(messages: str) -> None:
    (mistake,) = told(f"prompts: [{{messages: {messages}}}]")
    assert MESSAGES[messages] in mistake


SETTINGS = {
    "thinking: {}": "thinking: has no `type`; one of adaptive",
    "thinking: {type: adaptve}": "thinking.type: `adaptve` is not known; did you mean `adaptive`?",
    "thinking: {type: 5}": "thinking.type: should be text",
    "thinking: {type: enabled}": "thinking: has no `budget_tokens`",
    "thinking: {type: enabled, budget_tokens: many}": "thinking.budget_tokens: should be a whole number",
    "thinking: {type: enabled, budget_tokens: 2000}, max_tokens: 500": "must be less than `max_tokens` (500)",
    "tool_choice: {type: tol}": "tool_choice.type: `tol` is not known; did you mean `tool`?",
    "tool_choice: {type: tool}": "tool_choice: has no `name`",
    "tools: [{input_schema: {type: object}}]": "tools[0]: has no `name`",
    "tools: [{name: x}]": "tools[0]: has no `input_schema`",
    "tools: [x]": "tools[0]: should be a mapping",
    "output_config: {effort: hihg}": "output_config.effort: `hihg` is not known; did you mean `high`?",
    "cache_control: {ttl: 5m}": "cache_control: has no `type`",
    "cache_control: {type: ephemeral, ttl: 10m}": "cache_control.ttl: `10m` is not known",
    "system: [{type: image}]": "system[0].type: `image` is no type of block here",
    "system: []": "system: is empty",
    "extra: {model: x}": "extra.model: cannot stand under `extra`; set `model` beside `extra`",
    "extra: {messages: []}": "extra.messages: cannot stand under `extra`",
    "extra: {stream: false}": "extra.stream: cannot stand under `extra`; every request streams",
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("place", ["prompts: [{{prompt: x, {}}}]", "prompts: [x]\ndefaults: {{{}}}"])
def test_wrong_request_fields_are_told_wherever_they_stand(setting: str, place: str) -> None:
    (mistake,) = told(place.format(setting))
    assert SETTINGS[setting] in mistake


def test_request_fields_pass_through() -> None:
    text = """
prompts:
  - prompt: x
    stop_sequences: [END]
    system: [{type: text, text: Be brief., cache_control: {type: ephemeral}}]
    thinking: {type: enabled, budget_tokens: 1024, display: omitted}
    tools:
      - {name: get, description: Gets., input_schema: {type: object, properties: {a: {type: string}}}}
      - {type: web_search_20260318, name: web_search}
    tool_choice: {type: tool, name: get}
    output_config: {effort: xhigh, format: {type: json_schema, schema: {type: object}}}
    speed: fast
    service_tier: standard_only
    inference_geo: eu
    metadata: {user_id: u1}
    cache_control: {type: ephemeral, ttl: 1h}
    max_tokens: 2048
    extra: {temperature: 0, mcp: {deep: [1, {a: null}]}, max_tokens: 3}
"""
    assert parse(text).streams[0].request == {
        "max_tokens": 3,
        "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": "x"}],
        "stop_sequences": ["END"],
        "thinking": {"type": "enabled", "budget_tokens": 1024, "display": "omitted"},
        "tools": [
            {
                "name": "get",
                "description": "Gets.",
                "input_schema": {"type": "object", "properties": {"a": {"type": "string"}}},
            },
            {"type": "web_search_20260318", "name": "web_search"},
        ],
        "tool_choice": {"type": "tool", "name": "get"},
        "output_config": {"effort": "xhigh", "format": {"type": "json_schema", "schema": {"type": "object"}}},
        "speed": "fast",
        "service_tier": "standard_only",
        "inference_geo": "eu",
        "metadata": {"user_id": "u1"},
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
        "temperature": 0,
        "mcp": {"deep": [1, {"a": None}]},
    }
