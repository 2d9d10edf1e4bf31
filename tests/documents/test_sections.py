"""A document of any kind: its keys are declared once, and what does not fit is told at its place."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from streamboard.documents.json_schema import descriptions, json_schema
from streamboard.documents.kind import Kind
from streamboard.documents.mistakes import MistakesError
from streamboard.documents.reading import read
from streamboard.documents.sections import Section, keys_at, keys_within
from streamboard.documents.structs import FieldsOf
from streamboard.documents.texts import Name, Text
from streamboard.documents.validation import validate


class Oven(msgspec.Struct):
    degrees: Annotated[int, Meta(ge=50, le=300, extra={"unit": "°C"})] = 180
    """How hot it is."""
    label: str | None = None
    """What stands on it."""
    rest_ns: int | None = 90_000_000_000
    """How long it rests."""


class Loaf(Section):
    flour: Name
    """What it is made of."""
    oven: Annotated[dict[str, Any], FieldsOf("Oven", Oven, {str: Text}, unit="_ns")] | None = None
    """How it is baked."""


class Bakery(Section):
    loaves: list[Loaf]
    """What is baked."""
    shelves: dict[str, Loaf] | None = None
    """What is kept."""


def mistakes(text: str) -> list[str]:
    """The first line of each mistake in a bakery."""
    document = read(text, "bakery.yaml", Kind(if_list="begin with `loaves:`"))
    found, misfits = validate(Bakery, document.data, document.texts)
    assert found is None
    return [str(mistake).partition("\n")[0] for mistake in document.error(misfits).mistakes]


def test_what_does_not_fit_is_told_at_its_place_with_what_was_meant() -> None:
    text = """\
loaves:
  - {flour: rye, oven: {degres: 200}}
  - {flor: rye}
  - oven: {degrees: 20, label: '', rest_ns: 1}
shelf: {}
"""
    assert mistakes(text) == [
        "bakery.yaml:2:25: loaves[0].oven.degres: is not a key here; did you mean `degrees`?",
        "bakery.yaml:3:6: loaves[1].flor: is not a key here; did you mean `flour`?",
        "bakery.yaml:4:5: loaves[2]: has no `flour`",
        "bakery.yaml:4:21: loaves[2].oven.degrees: should be at least 50",
        "bakery.yaml:4:32: loaves[2].oven.label: is empty; give it a text, or remove the key",
        "bakery.yaml:4:36: loaves[2].oven.rest_ns: is not a key here; did you mean `rest`?",
        "bakery.yaml:5:1: shelf: is not a key here; did you mean `shelves`?",
    ]


def test_data_from_python_is_checked_as_a_file_is() -> None:
    for data, what in (
        (None, "should be a mapping, not nothing"),
        ({"loaves": [{1: 2}]}, "has a key that is no text"),
        ({"loaves": (b"rye",)}, "should be a list, not this"),
        ({"loaves": [{"flour": b"rye"}]}, "should be text, not this"),
        ({"loaves": [], "shelves": {3: {}}}, "has a key that is no text"),
        ({"loaves": [{"flour": "rye", "oven": {"degrees": True}}]}, "should be a whole number, not true"),
        ({"loaves": [{"flour": "rye", "oven": {"degrees": 60.5}}]}, "should be a whole number, not 60.5"),
    ):
        found, misfits = validate(Bakery, data)
        assert found is None
        assert [finding.what for finding in misfits] == [what], data


def test_a_section_knows_what_was_given_and_is_never_changed() -> None:
    bakery = Bakery(loaves=[Loaf(flour="rye", oven=None)])
    assert bakery.shelves is None
    assert set(bakery.given) == {"loaves"}
    assert bakery.data() == {"loaves": [{"flour": "rye", "oven": None}]}
    other = bakery.changed(shelves={"top": Loaf(flour="oat")})
    assert other.data()["shelves"] == {"top": {"flour": "oat"}}
    assert bakery.shelves is None
    with pytest.raises(AttributeError, match="cannot be changed"):
        bakery.shelves = {}  # type: ignore[misc]
    with pytest.raises(TypeError, match="Loaf has no flor"):
        Loaf(flor="rye")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Loaf needs flour"):
        Loaf()  # type: ignore[call-arg]


def test_a_document_says_itself_how_it_begins() -> None:
    with pytest.raises(MistakesError, match="holds a list where a mapping is needed; begin with `loaves:`"):
        read("- rye", "bakery.yaml", Kind(if_list="begin with `loaves:`"))


def test_the_keys_at_a_path() -> None:
    assert keys_at(Bakery, ()) is Bakery
    assert keys_at(Bakery, ("loaves", 3)) is keys_at(Bakery, ("shelves", "top")) is Loaf
    assert keys_at(Bakery, ("loaves", 3, "flour")) is None
    assert keys_at(Bakery, ("nowhere", 3)) is None
    assert {name: type(keys) for name, keys in keys_within(Bakery).items()} == {
        "Bakery": type(Bakery),
        "Loaf": type(Loaf),
        "Oven": FieldsOf,
    }


def test_a_struct_tells_what_its_fields_are_unless_set() -> None:
    assert descriptions(keys_within(Bakery)["Oven"]) == {
        "degrees": "How hot it is. 180 °C unless set.",
        "label": "What stands on it.",
        "rest": "How long it rests. 90 s unless set.",
    }


def test_the_json_schema_describes_every_mapping() -> None:
    schema = json_schema(Bakery, "bakery")
    assert schema["title"] == "bakery"
    assert schema["properties"]["loaves"]["description"] == "What is baked."
    assert schema["$defs"]["Oven"]["additionalProperties"] is False
    assert schema["$defs"]["Oven"]["properties"]["degrees"]["anyOf"][0] == {
        "type": "integer",
        "minimum": 50,
        "maximum": 300,
    }
