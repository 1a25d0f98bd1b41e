"""Whatever stands in a file, reading it ends in an assignment or in mistakes, never a crash."""

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import AssignmentError
from grader.models.assignment import Assignment
from grader.reading.long_form import long_form
from grader.reading.mistakes import rendered
from grader.reading.places import Path
from grader.reading.yaml_source import parse

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

WHOLE = parse("""
assignment: whole
run: everything
libraries: [scipy]
data: {x.npz: x.npz}
limits: {seconds: 0.1}
feedback: {show: [got], hints: {1: never}}
functions:
  relu: {points: 0.1, visibility: hidden, seed: 7, tolerance: {rtol: 1e-7}, needs: [softmax]}
  softmax: {points: 1, credit: {0.3: global_max}, feedback: {show: got}, parts: {ordinary: 1}}
  CE: {is: CE, points: 1, accept: {full: [mean], sum: half}, aliases: [x], params: {}}
network: {architecture: 2-3-2, points: 1, scale: any}
properties: {points: 1, pure: all, dtype: [relu], functions: {relu: [pure]}}
source: [{points: 1, forbid: {imports: [torch], loops: [softmax]}, require: {calls: [a]}}]
dry_run: {network: 2-3-2, points: 1, input: {x: [[1]]}, companion: {input: {x: [[1]]}}}
checks:
  - {id: z, kind: values, function: relu, points: 1, accept: [rows]}
""").data


def paths(data: Any, path: Path = ()) -> list[Path]:
    """Return the path of every value below the top."""
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    below = [deeper for key, value in items for deeper in paths(value, (*path, key))]
    return [path, *below] if path else below


SCALARS = st.sampled_from([None, True, 3, -1, 1.5, "x", "all", "relu", "softmax", "", "full"])
KEYS = st.sampled_from(["a", "id", "points", "relu", "kind", "1", "full", "params"])
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=2) | st.dictionaries(KEYS, below, max_size=2),
    max_leaves=4,
)
CHANGES = st.lists(st.tuples(st.sampled_from(paths(WHOLE)), VALUES), min_size=1, max_size=3)


def changed(changes: list[tuple[Path, Any]]) -> Any:
    """Return the whole with some values replaced, as far as their paths still lead anywhere."""
    data: Any = deepcopy(WHOLE)
    for path, value in changes:
        holder: Any = data
        for step in path[:-1]:
            try:
                holder = holder[step]
            except (KeyError, IndexError, TypeError):
                holder = None
        last: Any = path[-1]
        if isinstance(holder, dict) or (isinstance(holder, list) and last in range(len(holder))):
            holder[last] = value
    return data


def outcome(desk: "Desk", text: str) -> tuple[AssignmentError | None, Assignment | None]:
    """Return the error of reading a text, or what was read."""
    try:
        return None, desk.read(text).assignment
    except AssignmentError as error:
        return error, None


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(CHANGES)
def test_reading_ends_in_an_assignment_or_in_mistakes(
    desk: "Desk", changes: list[tuple[Path, Any]]
) -> None:
    (desk.folder / "x.npz").write_bytes(b"1")
    error, read = outcome(desk, json.dumps(changed(changes)))
    if error is not None:
        assert error.mistakes
        assert rendered(error)
        assert all(each.line >= 1 and each.column >= 1 for each in error.mistakes)
    if read is not None:
        assert desk.read(long_form(read)).assignment == read


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None
)
@given(st.text(st.sampled_from("ab:-[]{},\"'\n \t#&*!|>%@?~1.0\\é"), max_size=40))
def test_no_text_at_all_breaks_reading(desk: "Desk", text: str) -> None:
    assert desk.error(f"title: a\n{text}").mistakes
