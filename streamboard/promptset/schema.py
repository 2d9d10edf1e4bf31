"""The prompt set as sections; the text under a key describes it in docs/prompt-set.md and the JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from streamboard.common.bounds import CONCURRENCY, MOST_GATES
from streamboard.documents.findings import nearest
from streamboard.documents.readers import ReadBy
from streamboard.documents.sections import EMPTY, EMPTY_LIST, Section
from streamboard.documents.structs import FieldsOf
from streamboard.documents.texts import Name, Text
from streamboard.promptset import field_readers
from streamboard.promptset.api_values import CACHE_CONTROL, OUTPUT_CONFIG, THINKING, TOOL_CHOICE
from streamboard.promptset.expectations import Expectation
from streamboard.run.outcome import Outcome
from streamboard.run.plan import Limits, Slo, Start
from streamboard.run.simulated import Seconds, SimBehaviour
from streamboard.wire.catalogue import AUTHS, BEARER, MESSAGES, PROTOCOLS

Duration = Annotated[float, ReadBy(field_readers.positive_duration, field_readers.DURATION_SCHEMA)]
"""Seconds, more than 0; written as `30s`, `200ms` or a plain number of seconds."""

Delay = Annotated[float, ReadBy(field_readers.delay, field_readers.DURATION_SCHEMA)]
"""Seconds, from 0 to an hour."""

Limit = Annotated[float | None, ReadBy(field_readers.limit, field_readers.LIMIT_SCHEMA)]
"""Seconds, or None for no limit, which is written `off`."""

System = Annotated[
    str | list[dict[str, Any]] | None, ReadBy(field_readers.system, field_readers.SYSTEM_SCHEMA, whole=True)
]
Sim = Annotated[dict[str, Any], FieldsOf("Sim", SimBehaviour, written={Seconds: Delay, str: Name})]
"""Fields of `SimBehaviour` that differ from their defaults."""
LIMITS = FieldsOf("Limits", Limits, written={int: Limit}, unit="_ns")
SLO = FieldsOf("Slo", Slo, written={int: Duration}, unit="_ns")
Durations = dict[str, float | None]
"""Seconds by key."""
Auth = Annotated[str, ReadBy(field_readers.auth, {"enum": [*AUTHS]})]
Protocol = Annotated[str, ReadBy(field_readers.protocol, {"enum": [*PROTOCOLS]})]
Success = Annotated[list[Text], Meta(min_length=1)]
Values = Annotated[list[str], ReadBy(field_readers.values, field_readers.VALUES_SCHEMA)]


_REJECTED = ("temperature", "top_p", "top_k")
_ADVICE_ON_REJECTED = (
    "put it under `extra`, as `extra: {{{key}: ...}}`; Claude's current API rejects it, "
    "other servers of this API take it"
)
_SENT_AS_EXTRA = ("betas", "container", "context_management", "diagnostics", "mcp_servers", "user_profile_id")


class RequestSettings(Section):
    """Settings that are sent as fields of the request's body."""

    max_tokens: Annotated[int, Meta(ge=0, le=10_000_000)] | None = None
    """The longest answer, in tokens. 1024 unless set."""
    system: System = None
    """The system prompt: a text or a list of text blocks; may hold `{{variables}}`."""
    stop_sequences: list[Text] | None = None
    """Texts at which the model stops."""
    thinking: Annotated[dict[str, Any], THINKING] | None = None
    """`{type: adaptive}`, `{type: enabled, budget_tokens: 2048}`, `{type: disabled}`, `{type:
    between_tools}`. The model's default unless set."""
    tools: list[dict[str, Any]] | None = None
    """Tools that the model may call, as the Messages API defines them; calls are shown, never run."""
    tool_choice: Annotated[dict[str, Any], TOOL_CHOICE] | None = None
    """`{type: auto}`, `{type: any}`, `{type: none}`, `{type: tool, name: ...}`. `auto` unless set."""
    output_config: Annotated[dict[str, Any], OUTPUT_CONFIG] | None = None
    """`effort` (`low`, `medium`, `high`, `xhigh`, `max`) and `format` (a JSON schema for the answer). The
    model's default unless set."""
    speed: Literal["standard", "fast"] | None = None
    """`standard` or `fast`, which not every model offers. `standard` unless set."""
    service_tier: Literal["auto", "standard_only"] | None = None
    """Whether priority capacity may be used: `auto` or `standard_only`. `auto` unless set."""
    inference_geo: Name | None = None
    """The region for the inference. The workspace's unless set."""
    metadata: dict[str, Any] | None = None
    """`{user_id: ...}`."""
    cache_control: Annotated[dict[str, Any], CACHE_CONTROL] | None = None
    """`{type: ephemeral}`, with `ttl: 5m` or `ttl: 1h`."""


class StreamSettings(RequestSettings):
    """Settings of a stream: in `defaults`, for a model, or for a prompt. `null` removes a default."""

    endpoint: Name | None = None
    """Who answers: `auto`, `anthropic`, `local`, `sim`, or a name from `endpoints`. `auto` unless set."""
    model: Name | None = None
    """The model to ask for. The endpoint's default unless set."""
    extra: dict[str, Any] | None = None
    """Further fields of the request's body, sent unchanged."""
    limits: Annotated[Durations, LIMITS] | None = None
    """How long the stream may take; `off` for no limit. As at the top unless set."""
    retries: Annotated[int, Meta(ge=0, le=100)] | None = None
    """Further attempts after a temporary failure, 0 to 100. As at the top unless set."""
    sim: Sim | None = None
    """How the simulated server answers; every other endpoint ignores it."""
    repeat: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """How many times to run the same stream, 1 to 1000. 1 unless set."""
    expect: list[Expectation] | None = None
    """Checks on the answer, each a mapping with one key: `[{contains: sky}, {max_words: 50}]`. Those of
    `defaults`, the model and the prompt are joined."""
    success: Success | None = None
    """The stop reasons that count as completed. As at the top unless set."""

    @classmethod
    def advice_on(cls, key: str) -> str:
        if key in _REJECTED:
            return _ADVICE_ON_REJECTED.format(key=key)
        if key in _SENT_AS_EXTRA:
            return f"it can be sent with `extra: {{{key}: ...}}`"
        if key == "stream":
            return "remove it; every request streams"
        if key in PromptSet.types() and nearest(key, cls.types()) is None:
            return "it belongs at the top of the file"
        return super().advice_on(key)


NEVER_SENT = tuple(key for key in StreamSettings.types() if key not in {*RequestSettings.types(), "model"})
"""Settings of a stream that are not sent to the server."""


class ModelEntry(StreamSettings):
    """A column: every prompt without a model or endpoint of its own is put to it."""

    name: Name | None = None
    """What the column is called. The model's name unless set."""


class Origin(Section):
    """Where a saved stream comes from, so that it is grouped as before."""

    prompt: Name | None = None
    """The name of its prompt. Its own name unless set."""
    vars: dict[str, str] = EMPTY
    """The values that its variables had."""
    repeat: Annotated[int, Meta(ge=1, le=1000)] = 1
    """Which repetition it was."""


class JudgedCheck(Section):
    """What one check came to."""

    passed: bool | None = None
    """Whether it passed. It was not decided unless set."""
    why: Text | None = None
    """Why it did not pass, where its kind does not say that."""


class Call(Section):
    """A tool that was called."""

    name: Text
    """Its name."""
    input: Text | None = None
    """What it was given, as it came."""


class Failure(Section):
    """What went wrong."""

    type: Text
    """The type of the error."""
    message: Text
    """What happened."""
    advice: Text | None = None
    """What to do about it."""
    status: int | None = None
    """The HTTP status."""
    request_id: Text | None = None
    """The server's id of the request."""
    cause: Text | None = None
    """The technical reason."""


class Ended(Section):
    """How a saved answer ended."""

    outcome: Outcome = "completed"
    """What it came to, in the words of a run file. `completed` unless set."""
    stop_reason: Text | None = None
    """Why it ended, in the words of the server."""
    model: Text | None = None
    """The model that answered."""
    thinking: Text | None = None
    """What was thought before it."""
    checks: list[JudgedCheck] = EMPTY_LIST
    """What the checks of `expect` came to, in their order."""
    calls: list[Call] = EMPTY_LIST
    """The tools that it called."""
    error: Failure | None = None
    """What went wrong."""


class Prompt(StreamSettings):
    """One prompt: `prompt`, or `messages` for a conversation or images."""

    name: Name | None = None
    """What its streams are called; no two prompts may share one. The prompt's first words unless set."""
    prompt: Text | None = None
    """The text, sent as one message of the user; `{{topic}}` stands for each value of the variable
    `topic`."""
    messages: list[dict[str, Any]] | None = None
    """Instead of `prompt`: a conversation, images, documents; each with `role` and `content`."""
    column: Name | None = None
    """The column that its answers belong to; only with a `model` or an `endpoint` of its own. Written when a
    session is saved."""
    answered: bool | None = None
    """`true`: `messages` ends with the answer that was received, as in a saved session; running the prompt
    asks the last question again."""
    ended: Ended | None = None
    """How the answer ended, what was thought before it, what its checks came to, and which tools it called;
    without `answered`, it had no words. Written when a session is saved."""
    was: Origin | None = None
    """The stream of the original set that this one continues. Written when a session is saved."""


class EndpointSettings(Section):
    """A server of the user's own, in addition to the built-in endpoints."""

    if_missing: ClassVar = {"base_url": "write its address, such as `base_url: http://127.0.0.1:8080`"}

    base_url: Annotated[str, ReadBy(field_readers.base_url)]
    """Its address, up to but without `/v1/messages`."""
    api_key_env: Annotated[str, ReadBy(field_readers.api_key_env)] | None = None
    """The name of the environment variable that holds the key; no key is sent unless set."""
    protocol: Protocol = MESSAGES
    """The protocol it speaks: `messages` is the Messages API."""
    auth: Auth = BEARER
    """The header that carries the key: `bearer` is `Authorization: Bearer`, `x-api-key` is `X-Api-Key`."""


class PromptSet(Section):
    """What to ask, of whom, and how: one run."""

    title: Name | None = None
    """The run's title. The file's name unless set."""
    defaults: StreamSettings = StreamSettings()
    """Settings for every stream."""
    endpoints: dict[str, EndpointSettings] = EMPTY
    """Servers of your own, by name. Only the built-in ones unless set."""
    models: (
        Annotated[list[Annotated[ModelEntry, ReadBy(field_readers.model_entry)]], Meta(min_length=1)] | None
    ) = None
    """The models to compare: every prompt is put to each. The default model alone unless set."""
    vars: dict[str, Values] = EMPTY
    """Variables and their values; `{{name}}` in a prompt makes one stream for each value."""
    prompts: Annotated[list[Annotated[Prompt, ReadBy(field_readers.prompt)]], Meta(min_length=1)]
    """What to ask; the only key that must be there."""
    start: Annotated[Start, ReadBy(field_readers.start, field_readers.START_SCHEMA, whole=True)] = Start()
    """When the streams start: `together`, `one-by-one`, `by-hand`, or `{staggered: 0.2s}`. `together` unless
    set."""
    concurrency: Annotated[int, Meta(ge=CONCURRENCY.least, le=CONCURRENCY.most)] | None = None
    """The most streams in flight, 1 to 1000; the rest wait in a visible queue. A stream that waits before
    another attempt counts as in flight. No cap unless set."""
    limits: Annotated[Durations, LIMITS] | None = None
    """How long each stream may take, unless its own settings say otherwise; `off` for no limit. 60 s, 60 s
    and 10 min unless set."""
    retries: Annotated[int, Meta(ge=0, le=100)] | None = None
    """Further attempts for each stream, unless its own settings say otherwise. 2 unless set."""
    success: Success | None = None
    """The stop reasons that count as completed, for each stream unless its own settings say otherwise:
    `[end_turn, max_tokens]`. Those of a whole answer unless set."""
    wire: bool | None = None
    """`true` records what comes on the wire, too: the bytes of each event and the headers of each response,
    for the [event log](views.md#the-event-log-in-three-depths). Run files become two to three times as large.
    `false` unless set."""
    slo: Annotated[Durations, SLO] = EMPTY
    """What a stream must meet to count towards goodput. Nothing unless set."""
    gates: Annotated[list[Text], Meta(max_length=MOST_GATES)] | None = None
    """What the run must come to: `[ttft.p95 < 800ms, completed >= 99%, ttft.p50 <= baseline + 10%]`. Nothing
    unless set."""

    if_missing: ClassVar = {"prompts": "a prompt set has at least one prompt: `prompts: [Tell me a story]`"}

    @classmethod
    def advice_on(cls, key: str) -> str:
        if key in _REJECTED:
            return _ADVICE_ON_REJECTED.format(key=key)
        if key in StreamSettings.types():
            return "it is a setting of streams: put it under `defaults`"
        return super().advice_on(key)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a prompt set."""
    # Rarely needed, and slow to import.
    from streamboard.documents.json_schema import json_schema as of_section

    schema = of_section(PromptSet, "streamboard prompt set")
    for key, of_text in (("models", "the name of a model"), ("prompts", "the text of a prompt")):
        for part in schema["properties"][key].get("anyOf", [schema["properties"][key]]):
            if "items" in part:
                part["items"] = {"anyOf": [{"type": "string", "description": of_text}, part["items"]]}
    return schema
