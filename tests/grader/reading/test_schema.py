"""The schema accepts what reads, short and long, and refuses names that are unknown."""

from typing import TYPE_CHECKING

import jsonschema
import pytest
from pydantic import BaseModel

from grader.models.assignment import (
    Assignment,
    Calibration,
    CheckSpec,
    DataFile,
    Feedback,
    Limits,
    Tolerance,
)
from grader.reading.descriptions import DESCRIPTIONS
from grader.reading.long_form import long_form
from grader.reading.schema import assignment_schema
from grader.reading.yaml_source import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.grader.reading.conftest import Desk


@pytest.fixture
def refused(desk: "Desk") -> "Callable[[str], list[str]]":
    validator = jsonschema.Draft202012Validator(assignment_schema(desk.catalogue))
    return lambda text: [error.json_path for error in validator.iter_errors(parse(text).data)]


def test_it_is_itself_a_schema_of_its_draft(desk: "Desk") -> None:
    jsonschema.Draft202012Validator.check_schema(assignment_schema(desk.catalogue))


def test_the_example_and_its_long_form_are_accepted(
    desk: "Desk", letters: str, refused: "Callable[[str], list[str]]"
) -> None:
    assert refused(letters) == []
    assert refused(long_form(desk.read(letters).assignment)) == []


@pytest.mark.parametrize(
    "section",
    [
        "properties: {points: 1, pure: all, dtype: [relu]}",
        "source: [{points: 1, forbid: {imports: torch, loops: true}}, {name: b, points: 1}]",
        "dry_run: {network: 2-3-2, input: {x: [1]}, points: 1, companion: {input: {x: [2]}}}",
        "gradient: {function: gradCE, points: 1, directions: 3}",
        "data: {x.npz: files/x.npz}",
        "data: [x.npz, {name: y, path: z}]",
        "libraries: scipy",
    ],
)
def test_every_short_form_is_accepted(
    letters: str, section: str, refused: "Callable[[str], list[str]]"
) -> None:
    assert refused(f"{letters}{section}\n") == []


@pytest.mark.parametrize(
    "entry",
    [
        "compute_layer: 1",
        "loss: {is: CE, points: 1}",
        "g: {is: gradCE, kind: gradient, points: 1, directions: 3}",
        "softmax: {points: 1, credit: {half: global_max}, tolerance: {rtol: 0.1}}",
        "CE: {points: 1, accept: {0.75: [sum], mean: half}}",
    ],
)
def test_every_way_to_write_a_function_is_accepted(
    entry: str, refused: "Callable[[str], list[str]]"
) -> None:
    assert refused(f"assignment: a\nfunctions: {{{entry}}}\n") == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("relu: 1", "reul: 1"),
        ("network:", "netwrk:"),
        ("points: 5", "pionts: 5"),
        ("points: 3", "pionts: 3"),
        ("extreme: 1", "extrem: 1"),
        ("[mean]", "[men]"),
        ("half:", "halve:"),
        ("scale: one", "scale: two"),
        ("at once", "at_once"),
        ("smallest_input", "smallest"),
        ("assignment:", "asignment:"),
    ],
)
def test_a_typo_is_refused(
    letters: str, right: str, wrong: str, refused: "Callable[[str], list[str]]"
) -> None:
    assert refused(letters.replace(right, wrong))


@pytest.mark.parametrize("keys", ["kind: value", "kind: gradient, params: {direction: 1}"])
def test_a_typo_in_the_long_form_is_refused(
    keys: str, refused: "Callable[[str], list[str]]"
) -> None:
    assert refused(f"assignment: a\nchecks:\n  - {{id: a, points: 1, {keys}}}\n")


@pytest.mark.parametrize(
    "model",
    [Assignment, Calibration, CheckSpec, DataFile, Feedback, Limits, Tolerance],
    ids=lambda m: m.__name__,
)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert set(DESCRIPTIONS[model.__name__]) == keys
