"""The last question of a request."""

from __future__ import annotations

from typing import Any

from streamboard.run.plan import StreamPlan
from streamboard.run.question import last_question, text_of, up_to_question, with_text


def user(text: object) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: object) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def plan(*messages: dict[str, Any]) -> StreamPlan:
    return StreamPlan(
        id="s1", name="a", prompt="a", endpoint="sim", model=None, request={"messages": [*messages]}
    )


def test_the_last_question_of_a_stream() -> None:
    talk = plan(user("One?"), assistant("One."), user("Two?"), assistant("Two."))
    assert last_question(talk) == 2
    assert up_to_question(talk) == [user("One?"), assistant("One."), user("Two?")]
    assert last_question(plan()) is None
    assert up_to_question(plan()) == []


def test_the_words_of_a_message_stand_behind_what_is_attached() -> None:
    file: dict[str, Any] = {"type": "text", "text": "notes"}
    image: dict[str, Any] = {"type": "image", "source": {}}
    content = [file, image, {"type": "text", "text": "Look."}]
    assert text_of(content) == "Look."
    assert with_text(content, "See.") == [file, image, {"type": "text", "text": "See."}]
    assert with_text([image], "See.") == [image, {"type": "text", "text": "See."}]
    assert (text_of("Hi."), with_text("Hi.", "Ho."), text_of(None), text_of([image])) == (
        "Hi.",
        "Ho.",
        "",
        "",
    )
