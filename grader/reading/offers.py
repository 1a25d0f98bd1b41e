"""Data sets that `data:` offers as files: looked up, with forms and options, before any is read.

Runs in the judge, on plain data in long form.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from grader.reading import model_mistakes
from grader.reading.catalogue import Catalogue
from grader.reading.mistakes import MistakeBook
from grader.reading.near_miss import suggestion


def inspect(data: Any, catalogue: Catalogue, book: MistakeBook) -> None:
    """Note data sets and forms that nobody knows, and options that a data set does not take."""
    for number, item in enumerate(data if isinstance(data, list) else ()):
        if isinstance(item, Mapping) and isinstance(item.get("dataset"), str):
            _offer(item, ("data", number), catalogue, book)


def _offer(
    item: Mapping[str, Any], place: tuple[str | int, ...], catalogue: Catalogue, book: MistakeBook
) -> None:
    form, name = item.get("as"), item["dataset"]
    if isinstance(form, str) and form not in catalogue.formats:
        hint = suggestion(form, catalogue.formats, what="file formats")
        book.at_value((*place, "as"), f"unknown file format {form!r}", hint)
    dataset = catalogue.datasets.get(name)
    if dataset is None:
        hint = suggestion(name, catalogue.datasets, what="data sets")
        book.at_value((*place, "dataset"), f"unknown data set {name!r}", hint)
    elif isinstance(item.get("options"), Mapping):
        _options(item["options"], dataset, (*place, "options"), book)


def _options(
    options: Mapping[str, Any], dataset: Any, place: tuple[str | int, ...], book: MistakeBook
) -> None:
    try:
        dataset.params.model_validate(dict(options))
    except ValidationError as problem:
        model_mistakes.note(problem, dataset.params, options, place, book, owner=dataset.name)
