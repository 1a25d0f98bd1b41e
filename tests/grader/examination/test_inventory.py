"""The inventory is taken in strictly: bounded, typed, and never an error of the judge's."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import ChildError
from grader.examination.inventory import NAME, NAMES, FoundParameter, Inventory, read_inventory
from tests.grader.examination.fakes import function_frame, inventory_frame

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["path", "parameters", "name", "line", "calls"]), inner)
    ),
    max_leaves=10,
)
keys = st.sampled_from(
    ["kind", "files", "functions", "imports", "calls", "classes", "skipped", "warnings"]
)


def read(**more: Any) -> Inventory:
    return read_inventory({**inventory_frame({}), **more})


def relu(x: Any, slope: float = 0.0) -> Any:
    return slope * x


@given(st.dictionaries(keys, anything))
def test_only_a_child_error_comes_out_of_any_frame(more: dict[str, Any]) -> None:
    try:
        found = read(**more)
    except ChildError:
        return
    assert all(isinstance(f.name, str) and isinstance(f.line, int) for f in found.functions)


@pytest.mark.parametrize("content", [None, [], {"kind": "defined"}, {}, np.zeros(1)])
def test_what_is_no_inventory_is_refused(content: Any) -> None:
    with pytest.raises(ChildError):
        read_inventory(content)


@pytest.mark.parametrize("key", ["files", "functions", "imports", "classes", "skipped"])
def test_a_list_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(ChildError, match=key):
        read(**{key: "no list"})


def test_a_function_without_a_name_is_refused() -> None:
    with pytest.raises(ChildError):
        read(functions=[{"path": []}])


def test_functions_come_with_their_parameters() -> None:
    (found,) = read(functions=[function_frame("Net.relu", relu, loops=2)]).functions
    assert (found.name, found.path, found.loops) == ("relu", ("Net", "relu"), 2)
    assert found.parameters == (
        FoundParameter("x", "positional", default=False),
        FoundParameter("slope", "positional", default=True),
    )


def test_numbers_told_badly_are_zero_and_flags_are_off() -> None:
    told = function_frame("f", relu, line="3", loops=True, earlier=-1, empty=1)
    (found,) = read(functions=[told]).functions
    assert (found.line, found.loops, found.earlier, found.empty) == (0, 0, 0, False)


def test_names_are_few_and_short() -> None:
    many = [function_frame("f" * 500, relu) for _ in range(NAMES + 10)]
    found = read(functions=many).functions
    assert (len(found), len(found[0].name)) == (NAMES, NAME)


def test_files_that_were_read_are_counted() -> None:
    files = [{"path": p, "status": s} for p, s in (("a", "parsed"), ("b", "salvaged"), ("c", "no"))]
    found = read(files=[*files, {"path": 3, "status": []}])
    assert (found.files, found.parsed) == (("a", "b", "c", ""), 2)


def test_imports_tell_whether_the_library_was_there() -> None:
    told = {"name": "torch", "module": "starter", "line": 2, "available": "missing"}
    (found,) = read(imports=[told, "torch"]).imports
    assert (found.name, found.line, found.available) == ("torch", 2, "missing")


def test_warnings_lose_what_is_no_text() -> None:
    assert read(warnings=["one", 2, None]).warnings == ("one",)
    assert read(warnings="one").warnings == ()


def test_names_are_those_of_files_cells_and_functions() -> None:
    found = read(
        files=[{"path": "hw.ipynb"}, {"path": "data.csv"}],
        functions=[
            {"path": ["Net", "relu"], "file": "hw.ipynb", "where": "cell 2, line 7"},
        ],
    )
    assert found.names == {"hw.ipynb", "data.csv", "hw.ipynb cell 2", "relu"}
