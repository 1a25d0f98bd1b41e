"""An assignment that cannot be used ends in code 3 with every mistake, or in 2 if none is found."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import ExitCode
from tests.grader.cli.conftest import Plug, Type, Write
from tests.grader.cli.shell import LETTERS, RELU, SOLUTION, TRUST

HandIn = Callable[..., Path]
Refused = Callable[..., None]

RELUS = """
checks:
  - {id: relu, kind: values, function: relu, points: 1}
  - {id: relu, kind: values, function: relu, points: 1}
"""
CIRCLE = "functions: {relu: {points: 1, needs: [softmax]}, softmax: {points: 1, needs: [relu]}}"
LAUGHTER = "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'lol'}]\n" for n in range(12)
)

MISTAKES = {
    "tabs": ("functions:\n\trelu: 1\n", "a tab in the indentation"),
    "aliases": (f"{LAUGHTER}functions: {{relu: 1}}\n", "an alias (*a0) may not stand here"),
    "two megabytes": ("functions: {relu: 1}\n#" + "x" * 2_000_000, "larger than 1 MiB"),
    "depth": ("functions: " + "[" * 5_000, "nested more than 32 levels deep"),
    "kind": (RELUS.replace("values", "valuez", 1), "did you mean 'values'?"),
    "function": ("functions: {relo: 1}", "unknown function 'relo'; did you mean 'relu'?"),
    "circle": (CIRCLE, "needs runs in a circle: relu → softmax → relu"),
    "twice": (RELUS, "two checks are called 'relu'"),
    "nothing": ("functions: {}", "nothing is graded"),
    "level": ("functions: {relu: 1}\nconfinement: L9", "expected 'L1', 'L2', 'L3' or 'L4'"),
    "plugin": ("functions: {relu: 1}\nplugins: [no_such_plugin]", "no_such_plugin cannot be"),
    "only plugin": ("functions: {relu: 1}\nplugins: no_such_plugin", "no_such_plugin cannot be"),
}


@pytest.fixture
def refused(grader: Type, hand_in: HandIn) -> Refused:
    """See that ``check`` and ``validate`` both refuse an assignment."""

    def checked(assignment: Path | str, code: ExitCode, *words: str) -> None:
        grader("check", hand_in(RELU), "-a", assignment, *TRUST).refused(code, *words)
        grader("validate", assignment).refused(code, *words)

    return checked


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(mistake: str, refused: Refused, assign: Write) -> None:
    text, words = MISTAKES[mistake]
    refused(assign(text), ExitCode.ASSIGNMENT, "assignment.yaml:", words)


def test_many_mistakes_are_not_all_shown(grader: Type, hand_in: HandIn, assign: Write) -> None:
    path = assign(MISTAKES["aliases"][0])
    ended = grader("check", hand_in(RELU), "-a", path, *TRUST)
    ended.refused(ExitCode.ASSIGNMENT, "more; mend these first")
    assert len(ended.err.splitlines()) < 120
    said = json.loads(grader("validate", path, "-f", "json").out)
    assert len(said["mistakes"]) > 100


def test_a_file_that_is_no_text(refused: Refused, assign: Write) -> None:
    path = assign("")
    path.write_bytes(bytes(range(256)))
    refused(path, ExitCode.ASSIGNMENT, "is not UTF-8")
    path.write_bytes(b"")
    refused(path, ExitCode.ASSIGNMENT, "the file is empty")


def test_a_gigabyte(refused: Refused, assign: Write) -> None:
    path = assign("")
    with path.open("wb") as file:
        file.truncate(1024**3)
    refused(path, ExitCode.ASSIGNMENT, "larger than 1 MiB")


def test_a_plugin_that_breaks_is_a_mistake_of_the_assignment_that_names_it(
    refused: Refused, assign: Write, plug: Plug
) -> None:
    name = plug("1 / 0\n")
    refused(
        assign(f"functions: {{relu: 1}}\nplugins:\n  - {name}\n"),
        ExitCode.ASSIGNMENT,
        "assignment.yaml:5:5",
        "ZeroDivisionError",
    )


def test_a_kind_objects_to_its_parameters_before_anything_is_handed_out(
    grader: Type, assign: Write
) -> None:
    path = assign("checks: [{id: rules, kind: source, title: Rules, points: 1}]\n")
    shutil.copytree(SOLUTION, path.parent / "solution")
    grader("validate", path).refused(ExitCode.ASSIGNMENT, "nothing is required or forbidden")


TAUGHT = """
checks:
  - id: learns
    kind: training
    points: 1
    params: {dataset: moons, labels: integer, accuracy: [0.8], fit: fit}
  - {id: relu, kind: values, function: relu, points: 1}
interface:
  class: Net
  construct: [inputs]
  calls: {fit: {call: self.fit, with: [X, T]}, predict: {call: self.predict, with: [X]}}
"""
NET = """
class Net:
    def __init__(self, inputs):
        self.inputs = inputs

    def fit(self, X, y):
        self.seen = len(X)

    def predict(self, X):
        return X[:, 0] * 0
"""
UNTAUGHT = {
    "option": ("moons", "moons, options: {nose: 1}", "yaml:8:40", "did you mean 'noise'?"),
    "value": ("moons", "moons, options: {test: -3}", "yaml:8:46", "expected at least 0, got -3"),
    "call": ("fit: fit}", "fit: teach}", "yaml:5:5", "interface.calls: 'teach' is not described"),
}


@pytest.mark.parametrize("mistake", UNTAUGHT)
def test_what_cannot_be_carried_out_as_it_is_written_is_told_where_it_is_written(
    mistake: str, grader: Type, hand_in: HandIn, assign: Write
) -> None:
    old, new, place, words = UNTAUGHT[mistake]
    path = assign(TAUGHT.replace(old, new))
    grader("check", hand_in(NET), "-a", path, *TRUST).refused(ExitCode.ASSIGNMENT, place, words)
    grader("validate", path, "--static").refused(ExitCode.ASSIGNMENT, place, words)


def test_points_that_no_part_can_earn_are_not_lost_in_silence(
    grader: Type, hand_in: HandIn, assign: Write
) -> None:
    program = "{id: run, kind: program, parts: {exit: 1, exits: 1}, params: {run: python hw.py}}"
    path = assign(f"checks:\n  - {program}\n")
    words = ("assignment.yaml:4:5", "unknown part 'exits'")
    grader("check", hand_in(RELU), "-a", path, *TRUST).refused(ExitCode.ASSIGNMENT, *words)
    taught = TAUGHT.replace("moons", "moons, options: {validation: 400}")
    path = assign(taught.replace("points: 1", 'parts: {"0.8": 1, "0.85": 1}', 1))
    words = ("assignment.yaml:5:5", "unknown part '0.85'; did you mean '0.8'?")
    grader("check", hand_in(NET), "-a", path, *TRUST).refused(ExitCode.ASSIGNMENT, *words)


def test_more_examples_than_a_data_set_has_are_a_mistake(
    grader: Type, assign: Write, refused: Refused
) -> None:
    offered = "functions: {relu: 1}\ndata:\n  p/: {dataset: moons, as: npy, examples: 99999}\n"
    words = "in its largest split, and 99999 were asked for"
    refused(assign(offered), ExitCode.ASSIGNMENT, "assignment.yaml:5:", words)
    run = "{run: python hw.py, data: {dataset: moons, as: npy, examples: 99999}}"
    path = assign(f"checks: [{{id: run, kind: program, points: 1, params: {run}}}]\n")
    words = "in its test split, and 99999 were asked for"
    grader("validate", path, "--static").refused(ExitCode.ASSIGNMENT, words)


def test_without_a_solution_the_marks_are_told_and_that_nothing_was_run(
    grader: Type, assign: Write
) -> None:
    path = assign("functions: {CE: {points: 2, accept: {full: mean, half: sum}}}\n")
    ended = grader("validate", path)
    assert ended.code == ExitCode.ASSIGNMENT
    assert "CE · 2 points" in ended.out
    assert "0.5 × sum: the sum over the examples" in ended.out
    assert "the solution was not run: there is none" in ended.out
    assert "✗ there is no solution in assigned/: put right code there" in ended.out
    said = grader("validate", path, "-f", "json").report
    assert (said["valid"], len(said["marks"])) == (False, 1)
    assert said["problems"][0].startswith("there is no solution in assigned/")


def test_a_solution_that_is_written_down_and_is_not_there_is_a_mistake_of_its_line(
    grader: Type, assign: Write
) -> None:
    path = assign("functions: {relu: 1}\nsolution: right\n")
    words = ("assignment.yaml:4:", "solution: there is no right in assigned/")
    grader("validate", path).refused(ExitCode.ASSIGNMENT, *words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lettrs", "no assignment is called 'lettrs' did you mean 'letters'?"),
        ("./nowhere", "there is no assignment at"),
        ("./nowhere.yaml", "nowhere.yaml is not there"),
        ("~nobody_at_all/x", "no assignment can be looked for"),
        ("/dev/null", "not a regular file"),
        ("a" * 5_000, "File name too long"),
        ("", "it is empty; is a variable of the shell unset?"),
    ],
)
def test_a_name_that_leads_nowhere(name: str, words: str, refused: Refused) -> None:
    refused(name, ExitCode.USAGE, words)


def test_no_assignment_anywhere(grader: Type, hand_in: HandIn) -> None:
    ended = grader("check", hand_in(RELU), *TRUST)
    ended.refused(ExitCode.USAGE, "no assignment was named", "--assignment", "GRADER_ASSIGNMENT")
    grader("validate").refused(ExitCode.USAGE, "no assignment was named")


def test_an_assignment_inside_the_submission_is_not_used(
    grader: Type, hand_in: HandIn, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hand_in(RELU).parent
    inside = folder / "assignment.yaml"
    shutil.copy(assign("functions: {relu: 1}\n"), inside)
    for named in (inside, folder):
        ended = grader("check", folder, "-a", named, *TRUST)
        ended.refused(ExitCode.USAGE, "lies inside the submission")
    monkeypatch.chdir(folder)
    ended = grader("check", ".", *TRUST)
    ended.refused(ExitCode.USAGE, "lies inside the submission and is not used")


def test_the_environment_names_the_assignment(
    grader: Type, hand_in: HandIn, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = assign("functions: {relu: 1}\n")
    check = ("check", hand_in(RELU), "-f", "json", *TRUST)
    monkeypatch.setenv("GRADER_ASSIGNMENT", str(path))
    assert grader(*check).report["assignment"]["id"] == "short"
    assert grader(*check, "-a", LETTERS).report["assignment"]["id"] == "letters"
    monkeypatch.setenv("GRADER_ASSIGNMENT", "nonsense")
    grader(*check).refused(ExitCode.USAGE, "no assignment is called 'nonsense'")


def test_slugs_are_looked_up_where_the_environment_says(
    grader: Type, hand_in: HandIn, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = assign("functions: {relu: 1}\n").parent
    check = ("check", hand_in(RELU), "-a", folder.name, "-f", "json", *TRUST)
    grader(*check).refused(ExitCode.USAGE, "no assignment is called")
    monkeypatch.setenv("GRADER_ASSIGNMENTS", str(folder.parent))
    assert grader(*check).report["assignment"]["id"] == "short"


def test_the_nearest_assignment_above_is_used_and_loads_no_plugin(
    grader: Type, hand_in: HandIn, assign: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = assign("functions: {relu: 1}\nplugins: [no_such_plugin]\n")
    (path.parent / "work").mkdir()
    monkeypatch.chdir(path.parent / "work")
    ended = grader("check", hand_in(RELU), "-f", "json", *TRUST)
    assert ended.report["assignment"]["id"] == "short"
