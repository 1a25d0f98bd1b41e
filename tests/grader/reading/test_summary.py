"""Per function: what earns full marks, part marks, nothing."""

from typing import TYPE_CHECKING

import pytest

from grader.reading.summary import marks

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk


def of(desk: "Desk", entry: str) -> list[list[str]]:
    loaded = desk.read(f"assignment: a\nfunctions:\n  {entry}\n")
    (only,) = marks(loaded.assignment, desk.catalogue)
    return [[each.id for each in group] for group in (only.full, only.partial, only.nothing)]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("CE: 2", [["mean"], [], ["sum", "mean_over_classes"]]),
        ("CE: {points: 2, accept: {full: [sum], half: [mean]}}",
         [["sum"], ["mean"], ["mean_over_classes"]]),
        ("relu: 1", [[], [], []]),
        ("softmax: {points: 1, credit: {half: [global_max]}}",
         [["rows"], ["softmax.global_max"], ["columns", "softmax.wrong_axis"]]),
    ],
)  # fmt: skip
def test_each_way_of_doing_it_stands_where_it_earns(
    desk: "Desk", entry: str, expected: list[list[str]]
) -> None:
    assert of(desk, entry) == expected


def test_a_harmless_deviation_earns_everything_where_nothing_is_said(desk: "Desk") -> None:
    functions = desk.catalogue.functions
    entry = type(functions["relu"].conventions[0])
    zero = (entry(id="zero", axis="at_zero"), entry(id="one", axis="at_zero", harmless=True))
    functions["relu"] = type(functions["relu"])(name="relu", title="relu", conventions=zero)
    assert of(desk, "relu: 1") == [["zero", "one"], [], []]
    assert of(desk, "relu: {points: 1, accept: [zero]}") == [["zero"], [], ["one"]]


def test_a_network_is_summed_up_by_its_architecture(desk: "Desk") -> None:
    loaded = desk.read("assignment: a\nnetwork: {architecture: 2-3-2, points: 1}\n")
    (only,) = marks(loaded.assignment, desk.catalogue)
    assert [each.id for each in only.full] == ["mean"]


def test_a_summary_is_plain_data(desk: "Desk", letters: str) -> None:
    plain = [each.plain() for each in marks(desk.read(letters).assignment, desk.catalogue)]
    entry = next(each for each in plain if each["check"] == "CE")
    assert entry["partial"][0] == {
        "id": "sum",
        "axis": "reduction",
        "claim": "the sum over the examples",
        "share": 0.5,
        "why": "assignment",
    }
