"""What the anthropic SDK makes of a simulated answer."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx2
import pytest
from anthropic import AsyncAnthropic
from anthropic.types import Message, TextBlock, ThinkingBlock, ToolUseBlock

QUICK = {"ttft": 0, "rate": 5000, "length": 20}
WEATHER = {
    "name": "get_weather",
    "input_schema": {
        "type": "object",
        "properties": {
            "place": {"type": "string"},
            "unit": {"type": "string", "enum": ["kelvin"]},
            "days": {"type": "integer"},
            "hours": {"type": "array", "items": {"type": "number"}},
            "wind": {"type": "object", "properties": {"gusts": {"type": "boolean"}}},
        },
    },
}


async def accumulate(
    claude: AsyncAnthropic, model: str = "sim", sim: dict[str, Any] | None = None, **more: Any
) -> Message:
    """The message that the SDK's own helper puts together."""
    fields: dict[str, Any] = {"max_tokens": 500} | more
    async with claude.messages.stream(
        model=model,
        messages=[{"role": "user", "content": "What is the weather in Vantry?"}],
        extra_body={"sim": QUICK | (sim or {})},
        **fields,
    ) as stream:
        return await stream.get_final_message()


async def test_text(claude: AsyncAnthropic) -> None:
    message = await accumulate(claude)
    (block,) = message.content
    assert isinstance(block, TextBlock)
    assert block.text
    assert message.model == "sim"
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens >= 20


async def test_thinking_then_text_then_tool(claude: AsyncAnthropic) -> None:
    message = await accumulate(claude, sim={"thinking": 12, "tool": "get_weather"}, tools=[WEATHER])
    thinking, text, tool = message.content
    assert isinstance(thinking, ThinkingBlock)
    assert thinking.thinking
    assert thinking.signature
    assert isinstance(text, TextBlock)
    assert isinstance(tool, ToolUseBlock)
    assert message.stop_reason == "tool_use"
    assert message.usage.output_tokens_details is not None
    assert 0 < message.usage.output_tokens_details.thinking_tokens < message.usage.output_tokens


async def test_tool_input_suits_the_schema(claude: AsyncAnthropic) -> None:
    message = await accumulate(claude, sim={"tool": "get_weather", "length": 0}, tools=[WEATHER])
    (tool,) = message.content
    assert isinstance(tool, ToolUseBlock)
    assert tool.name == "get_weather"
    assert isinstance(tool.input["place"], str)
    assert tool.input["unit"] == "kelvin"
    assert isinstance(tool.input["days"], int)
    assert isinstance(tool.input["hours"], list)
    assert isinstance(tool.input["wind"], dict)
    assert set(tool.input["wind"]) == {"gusts"}


@pytest.mark.parametrize(("tools", "name"), [([], "look_up"), ([WEATHER], "get_weather")])
async def test_the_preset_calls_the_first_tool_of_the_request(
    claude: AsyncAnthropic, tools: list[dict[str, Any]], name: str
) -> None:
    message = await accumulate(claude, "sim-tools", tools=tools)
    tool = message.content[-1]
    assert isinstance(tool, ToolUseBlock)
    assert tool.name == name
    assert tool.input


async def test_refusal_without_content(claude: AsyncAnthropic) -> None:
    message = await accumulate(claude, "sim-refusing", {"length": 0})
    assert message.content == []
    assert message.stop_reason == "refusal"
    assert message.stop_details is not None
    assert message.stop_details.explanation


async def test_answer_without_a_stream_is_the_same(claude: AsyncAnthropic) -> None:
    sim = {"thinking": 8, "tool": "get_weather", "seed": 5}
    streamed = await accumulate(claude, sim=sim)
    whole = await claude.messages.create(
        model="sim",
        max_tokens=500,
        messages=[{"role": "user", "content": "What is the weather in Vantry?"}],
        extra_body={"sim": QUICK | sim},
    )
    texts = [[getattr(block, block.type, None) for block in message.content] for message in (streamed, whole)]
    assert texts[0] == texts[1]
    assert streamed.stop_reason == whole.stop_reason == "tool_use"
    assert streamed.usage.output_tokens == whole.usage.output_tokens


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("bad_request", anthropic.BadRequestError),
        ("unauthorized", anthropic.AuthenticationError),
        ("forbidden", anthropic.PermissionDeniedError),
        ("not_found", anthropic.NotFoundError),
        ("rate_limited", anthropic.RateLimitError),
        ("spend_limit", anthropic.RateLimitError),
        ("server_error", anthropic.InternalServerError),
        ("bad_gateway", anthropic.InternalServerError),
        ("overloaded", anthropic.InternalServerError),
        ("error_event", anthropic.APIStatusError),
        ("reset", anthropic.APIConnectionError),
        ("cut", httpx2.RemoteProtocolError),
    ],
)
async def test_fault_is_the_error_it_stands_for(
    claude: AsyncAnthropic, fault: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        await accumulate(claude, sim={"fault": fault, "after": 3})
    if fault == "spend_limit":
        assert getattr(caught.value, "error_code", None) == "enforced_spend_limit_reached"


async def test_models(claude: AsyncAnthropic) -> None:
    page = await claude.models.list()
    names = [model.id for model in page.data]
    assert {"sim", "sim-fast", "sim-thinking"} <= set(names)
    assert not page.has_next_page()
    assert (await claude.models.retrieve("sim-fast")).display_name == "Simulated (sim-fast)"
