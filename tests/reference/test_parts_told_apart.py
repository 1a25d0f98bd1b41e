"""A check of a function as an instructor writes it sees every mistake the catalogue knows of it."""

from pathlib import Path

import pytest

from grader.discrimination import unseen_by
from grader.preparation import Prepared, prepare
from grader_reference.entries import optimisers as optimiser_entries
from grader_reference.entries import regularising as regularising_entries
from grader_reference.entries import spatial as spatial_entries
from grader_reference.entries import statistics as statistics_entries

PARTS = tuple(
    function
    for module in (
        optimiser_entries,
        regularising_entries,
        spatial_entries,
        statistics_entries,
    )
    for function in module.functions()
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path: Path = tmp_path_factory.mktemp("parts") / "assignment.yaml"
    lines = [f"  {function.name}: 1\n" for function in PARTS]
    path.write_text("assignment: parts\ntitle: Parts\nfunctions:\n" + "".join(lines))
    return prepare(path)


@pytest.mark.parametrize("name", [function.name for function in PARTS])
def test_a_check_of_a_part_sees_every_known_mistake(name: str, prepared: Prepared) -> None:
    spec = next(c for c in prepared.loaded.assignment.checks if c.function == name)
    assert prepared.bench.function(spec).misconceptions
    assert unseen_by(spec, prepared.bench) == set()
    for question in prepared.bench.questions(spec):
        for combination in prepared.bench.combinations(spec):
            expected = prepared.bench.expected(spec, question, combination)
            assert expected is not None
            assert expected.wanted <= 1.0, (question.id, combination.ids)
