"""`full:` holds keys of a check that `--full` puts in place, and both variants are always read."""

from typing import TYPE_CHECKING

from grader.plugin_manager import build
from grader.reading.assignment_file import LoadedAssignment, read_assignment
from grader.reading.long_form import long_form

if TYPE_CHECKING:
    from grader.models.assignment import CheckSpec
    from tests.grader.reading.conftest import Desk

TRAINING = """\
assignment: example
training:
  dataset: moons
  budget: 5 s
  facts: {hidden: 3}
  validation_accuracy: {0.8: 2, 0.9: 4}
  full: {budget: 2 min, validation_accuracy: {0.9: 1, 0.95: 4}, limits: {seconds: 9}}
interface: {calls: {fit: {call: train, with: [X, T]}, predict: {call: predict, with: [X]}}}
"""


def training(desk: "Desk", text: str = TRAINING) -> LoadedAssignment:
    return read_assignment(desk.write(text), build())


def longer(loaded: LoadedAssignment) -> "CheckSpec":
    assert loaded.full is not None
    return loaded.full.assignment.checks[0]


def test_a_section_takes_its_own_words_under_full(desk: "Desk") -> None:
    check = longer(training(desk))
    assert check.params["seconds"] == 120.0
    assert check.params["accuracy"] == [0.9, 0.95]
    assert check.parts == {"0.9": 1.0, "0.95": 3.0}
    assert check.limits.seconds == 9


def test_what_full_does_not_name_stays(desk: "Desk") -> None:
    loaded = training(desk)
    assert longer(loaded).params["facts"] == {"hidden": 3}
    assert longer(loaded).points == loaded.assignment.checks[0].points == 4
    assert loaded.assignment.checks[0].params["seconds"] == 5.0


def test_only_the_longer_variant_says_that_it_is_full(desk: "Desk") -> None:
    loaded = training(desk)
    assert loaded.recipe == ""
    assert loaded.full is not None
    assert loaded.full.recipe == "full"


def test_an_assignment_without_full_has_one_variant(desk: "Desk") -> None:
    assert desk.read("assignment: a\nfunctions: {relu: 1}\n").full is None


def test_the_long_form_has_both_variants(desk: "Desk") -> None:
    loaded = training(desk)
    again = training(desk, long_form(loaded.assignment))
    assert again.assignment == loaded.assignment
    assert longer(again) == longer(loaded)


def test_functions_and_long_checks_take_it_too(desk: "Desk") -> None:
    loaded = desk.read("""\
        assignment: a
        functions: {relu: {points: 1, full: {tolerance: {rtol: 0.1}}}}
        checks: [{id: CE, kind: values, points: 1, full: {accept: {full: [sum]}}}]
        """)
    assert loaded.full is not None
    relu, ce = loaded.full.assignment.checks
    assert relu.tolerance != "auto"
    assert ce.accept == {"sum": 1.0}


def mistakes(desk: "Desk", full: str) -> list[str]:
    return desk.mistakes(f"""\
        assignment: a
        network: {{architecture: 3-2, points: 1}}
        functions:
          softmax: {{points: 3, full: {full}}}
        """)


def test_mistakes_under_full_are_told_where_they_stand(desk: "Desk") -> None:
    (told,) = mistakes(desk, "{accept: [mean], limits: {secnds: 1}}")[1:]
    assert told.startswith("4:56: unknown key 'secnds'; did you mean 'seconds'?")


def test_a_key_that_no_check_has_is_told(desk: "Desk") -> None:
    (told,) = mistakes(desk, "{tolerence: auto}")
    assert told.startswith("4:31: unknown key 'tolerence' of full of softmax; did you mean 'tole")


def test_parameters_are_held_against_the_kind(desk: "Desk") -> None:
    told = desk.mistake(
        "assignment: a\nnetwork: {architecture: 3-2, points: 1, full: {directions: many}}\n"
    )
    assert told.startswith("2:60: directions: expected a whole number, got 'many'")


def test_in_long_form_a_parameter_stands_under_params(desk: "Desk") -> None:
    told = desk.mistake("""\
        assignment: a
        checks:
          - {id: b, kind: gradient, function: CE, points: 1, full: {directions: 3}}
        """)
    assert told == "3:61: full: directions is a parameter; write `params: {directions: …}`"


def test_points_stay_the_same(desk: "Desk") -> None:
    assert "4:31: full: the points of softmax cannot differ" in mistakes(desk, "{points: 4}")[0]
    told = mistakes(desk, "{parts: {ordinary: 1, extreme: 3}}")
    assert "4:31: full: the parts of softmax sum to 4, its points are 3" in told[0]


def test_what_is_no_mapping_is_told_once(desk: "Desk") -> None:
    (told,) = mistakes(desk, "longer")
    assert told.startswith("4:30: full: expected a mapping, got 'longer'")
