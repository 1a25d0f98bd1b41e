"""Data sets that an assignment names: looked up, with forms and options, before any is read.

They stand under `data:`, and among the parameters of checks. Runs in the judge, on plain data in
long form.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from grader.reading import model_mistakes
from grader.reading.catalogue import Catalogue
from grader.reading.mistakes import MistakeBook
from grader.reading.near_miss import suggestion

Place = tuple[str | int, ...]


def inspect(data: Any, catalogue: Catalogue, book: MistakeBook) -> None:
    """Note data sets and forms that nobody knows, and options that a data set does not take."""
    for number, item in enumerate(data if isinstance(data, list) else ()):
        if isinstance(item, Mapping) and isinstance(item.get("dataset"), str):
            _offer(item, ("data", number), catalogue, book)


def inspect_params(
    params: Mapping[str, Any], place: Place, catalogue: Catalogue, book: MistakeBook
) -> None:
    """Note the same of a check's parameters: its own data set, and the files it offers."""
    data = params.get("data")
    if isinstance(params.get("dataset"), str) and params["dataset"]:
        _dataset(params, place, catalogue, book)
    if isinstance(data, Mapping) and isinstance(data.get("dataset"), str):
        _offer(data, (*place, "data"), catalogue, book)


def _offer(item: Mapping[str, Any], place: Place, catalogue: Catalogue, book: MistakeBook) -> None:
    form = item.get("as")
    if isinstance(form, str) and form not in catalogue.formats:
        hint = suggestion(form, catalogue.formats, what="file formats")
        book.at_value((*place, "as"), f"unknown file format {form!r}", hint)
    _dataset(item, place, catalogue, book)


def _dataset(
    item: Mapping[str, Any], place: Place, catalogue: Catalogue, book: MistakeBook
) -> None:
    name = item["dataset"]
    dataset = catalogue.datasets.get(name)
    if dataset is None:
        hint = suggestion(name, catalogue.datasets, what="data sets")
        book.at_value((*place, "dataset"), f"unknown data set {name!r}", hint)
    elif isinstance(item.get("options"), Mapping):
        _options(item["options"], dataset, (*place, "options"), book)


def _options(options: Mapping[str, Any], dataset: Any, place: Place, book: MistakeBook) -> None:
    try:
        dataset.params.model_validate(dict(options))
    except ValidationError as problem:
        model_mistakes.note(problem, dataset.params, options, place, book, owner=dataset.name)
