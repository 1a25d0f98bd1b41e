"""The reference of the YAML is true: its examples read, its tables are the models'."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from grader.models.assignment import (
    Assignment,
    Calibration,
    CheckSpec,
    DataFile,
    Feedback,
    Limits,
    Tolerance,
)
from grader.models.interface import Call, Interface
from grader.models.policy import Attempts, Late, Policy
from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment
from grader.reading.descriptions import DESCRIPTIONS

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

PAGE = Path(__file__).parents[3] / "docs" / "assignments.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
MODELS = [
    Assignment,
    CheckSpec,
    Feedback,
    Limits,
    Tolerance,
    DataFile,
    Interface,
    Call,
    Calibration,
    Policy,
    Late,
    Attempts,
]
KINDS = [
    "values",
    "gradient",
    "dry_run",
    "properties",
    "source",
    "training",
    "sweep",
    "consistency",
    "trajectory",
    "first_weights",
    "prior",
    "differences",
    "manual",
    "artifact",
    "program",
    "loader",
    "speed",
]


def said(field: FieldInfo) -> str:
    """Return a default as the page says it."""
    if field.is_required():
        return "required"
    default: Any = field.get_default(call_default_factory=True)
    if isinstance(default, BaseModel):
        return "as below"
    if isinstance(default, dict) and default:
        return "`{" + ", ".join(f"{key}: {value}" for key, value in default.items()) + "}`"
    if isinstance(default, tuple) and default:
        return f"`[{', '.join(map(str, default))}]`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`" if default else "–"


def table(model: type[BaseModel]) -> str:
    rows = ["| key | default | meaning |", "| --- | --- | --- |"]
    for name, field in model.model_fields.items():
        key = field.alias or name
        rows.append(f"| `{key}` | {said(field)} | {DESCRIPTIONS[model.__name__][key]} |")
    return "\n".join(rows)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_reads(desk: "Desk", example: str) -> None:
    head = "" if example.startswith("assignment:") else "assignment: example\n"
    assert read_assignment(desk.write(head + example), build()).assignment.checks


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_stands_there_with_its_default(model: type[BaseModel]) -> None:
    assert table(model) in TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_of_a_kind_stands_there_with_its_default(kind: str) -> None:
    rows = re.findall(rf"^\| `{kind}` \| (.+?) \| (.+?) \|", TEXT, re.MULTILINE)
    told = {name.strip("`"): default for names, default in rows for name in names.split(", ")}
    fields = build().kinds[kind].params.model_fields
    assert told == {name: said(field) for name, field in fields.items()}
