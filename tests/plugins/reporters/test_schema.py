"""The page about the JSON report, kept in step with the models."""

from pathlib import Path

import jsonschema

from grader_plugins.reporters.forms import READERS
from grader_plugins.reporters.schema import DRAWN, DRAWN_NOTES, MODELS, NOTES, page, report_schema

PAGE = Path(__file__).parents[3] / "docs" / "report.md"


def test_every_type_is_one_of_jsons_or_is_explained_on_the_page() -> None:
    assert "(#any)" not in page()


def test_the_page_is_what_the_models_say() -> None:
    hint = "run: python -m grader_plugins.reporters.schema > docs/report.md"
    assert PAGE.read_text(encoding="utf-8") == page(), hint


def test_every_field_is_explained_and_nothing_else_is() -> None:
    fields = {f"{model.__name__}.{name}" for model in MODELS for name in model.model_fields}
    assert set(NOTES) == fields


def test_every_form_that_is_drawn_is_explained_and_nothing_else_is() -> None:
    assert set(DRAWN) == set(DRAWN_NOTES) == set(READERS)


def test_the_schema_is_one_and_describes_every_field() -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    models = (schema, *(schema["$defs"][model.__name__] for model in MODELS[1:]))
    assert all(field["description"] for m in models for field in m["properties"].values())
