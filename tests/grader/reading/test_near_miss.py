"""The name that was probably meant is found among those that are known."""

import pytest

from grader.reading.near_miss import closest, listing, suggestion


@pytest.mark.parametrize(
    ("name", "expected"),
    [("extrem", "extreme"), ("EX_TREME", "extreme"), ("ordinery", "ordinary"), ("zzz", None)],
)
def test_the_nearest_name_is_found_whatever_its_case(name: str, expected: str | None) -> None:
    assert closest(name, ["ordinary", "extreme"]) == expected


def test_a_suggestion_lists_what_there_is() -> None:
    assert suggestion("b", ["alpha"], what="parts") == "parts: alpha"
    assert suggestion("alpa", ["alpha"], what="parts") == "did you mean 'alpha'? (parts: alpha)"
    assert suggestion("b", [], what="parts") == "there are no parts"


def test_a_long_list_is_left_out_beside_a_near_miss() -> None:
    many = [f"name{number}" for number in range(50)]
    assert suggestion("nam7", many, what="names").startswith("did you mean 'name")
    assert "(" not in suggestion("nam7", many, what="names")
    assert listing(many).endswith("and 26 more")
