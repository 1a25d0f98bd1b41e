"""The short form means a list of checks, in the order in which it was written."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk


def test_the_example_of_the_documentation_reads(desk: "Desk", letters: str) -> None:
    checks = desk.checks(letters)
    assert list(checks) == ["relu", "softmax", "computeLayer", "CE", "gradCE", "backprop"]
    assert checks["softmax"].parts == {"ordinary": 2, "extreme": 1}
    assert checks["CE"].accept == {"mean": 1, "mean_over_classes": 0.5, "sum": 0.5}
    assert checks["computeLayer"].aliases == ("compute",)
    assert checks["gradCE"].title == "Gradient of the cross entropy"
    network = checks["backprop"]
    assert (network.kind, network.function, network.points) == ("gradient", "backprop", 5)
    assert network.params == {"architecture": "784-H-10 relu", "scale": "one for all tensors"}
    assert {check.group for check in checks.values()} == {"functions"}


@pytest.mark.parametrize("name", ["layer", "Compute_Layer", "computelayer"])
def test_an_alias_keeps_its_name_and_finds_its_function(desk: "Desk", name: str) -> None:
    checks = desk.checks(f"assignment: a\nfunctions: {{{name}: 1}}\n")
    assert checks[name].function == "computeLayer"


def test_is_names_the_function_of_a_name_of_its_own(desk: "Desk") -> None:
    checks = desk.checks("assignment: a\nfunctions: {loss: {is: cross_entropy, points: 1}}\n")
    assert checks["loss"].function == "CE"


@pytest.mark.parametrize("name", ["no", "on", "yes", "null", "true"])
def test_a_function_may_be_called_what_yaml_thinks_is_a_truth_value(
    desk: "Desk", name: str
) -> None:
    assert name in desk.checks(f"assignment: a\nfunctions: {{{name}: {{is: relu, points: 1}}}}\n")


def test_a_function_may_be_checked_by_another_kind_with_its_parameters(desk: "Desk") -> None:
    text = "assignment: a\nfunctions: {g: {is: gradCE, kind: gradient, points: 1, directions: 3}}\n"
    check = desk.checks(text)["g"]
    assert check.kind == "gradient"
    assert check.params == {"directions": 3}


def test_properties_are_listed_by_property(desk: "Desk") -> None:
    checks = desk.checks("""\
        assignment: a
        functions: {relu: 1, softmax: 1}
        properties: {points: 1, pure: [relu], deterministic: all}
        """)
    assert checks["properties"].params == {
        "functions": {"relu": ["pure", "deterministic"], "softmax": ["deterministic"]}
    }


def test_source_rules_are_flattened(desk: "Desk") -> None:
    checks = desk.checks("""\
        assignment: a
        functions: {softmax: 1}
        source:
          - {points: 1, forbid: {imports: torch, calls: [scipy.special.softmax]}}
          - {name: vectorised, points: 1, forbid: {loops: [softmax]}, require: {imports: [numpy]}}
          - {points: 1, forbid: {loops: true}}
        """)
    assert checks["source"].params == {
        "forbid_imports": ["torch"],
        "forbid_calls": ["scipy.special.softmax"],
    }
    assert checks["vectorised"].params == {
        "forbid_loops": True,
        "functions": ["softmax"],
        "require_imports": ["numpy"],
    }
    assert checks["source_3"].params == {"forbid_loops": True}


def test_loops_of_one_function_never_narrow_the_rules_for_all(desk: "Desk") -> None:
    mistake = desk.mistake("""\
        assignment: a
        functions: {softmax: 1}
        source: {points: 1, forbid: {calls: [np.vectorize], loops: [softmax]}}
        """)
    assert mistake.startswith("3:53: ")
    assert "a list of two checks" in mistake


def test_a_dry_run_brings_its_companion(desk: "Desk") -> None:
    checks = desk.checks("""\
        assignment: a
        dry_run:
          network: 2-3-2 sigmoid
          points: 2
          input: {x: [[1, -1]]}
          blind_spot: the hidden layer
          companion: {input: {x: [[1, -2]]}}
        """)
    dry, companion = checks["dry_run"], checks["dry_run_companion"]
    assert dry.params == {
        "architecture": "2-3-2 sigmoid",
        "inputs": {"x": [[1, -1]]},
        "blind_spot": "the hidden layer",
        "companion": "dry_run_companion",
    }
    assert companion.points == 0
    assert companion.function == dry.function == "backprop"
    assert companion.params == {"architecture": "2-3-2 sigmoid", "inputs": {"x": [[1, -2]]}}


def test_any_kind_is_a_section_by_its_name(desk: "Desk") -> None:
    kinds = desk.catalogue.kinds
    kinds["speed"] = type(kinds["values"])("speed", "cost", kinds["gradient"].params)
    text = (
        "assignment: a\nfunctions: {relu: 1}\nspeed: {function: relu, points: 1, directions: 5}\n"
    )
    check = desk.checks(text)["speed"]
    assert (check.kind, check.function, check.params) == ("speed", "relu", {"directions": 5})


def test_short_and_long_form_stand_side_by_side(desk: "Desk") -> None:
    checks = desk.checks("""\
        assignment: a
        checks:
          - {id: extra, kind: values, function: CE, points: 1}
        functions: {relu: 1}
        """)
    assert list(checks) == ["extra", "relu"]
    assert checks["extra"].title == "Cross entropy"


def test_a_kind_that_is_not_loaded_is_told_with_those_that_are(desk: "Desk") -> None:
    mistake = desk.mistake("assignment: a\nfunctions: {relu: 1}\ntraining: {budget: 60 s}\n")
    assert mistake.startswith("3:1: unknown key 'training'; ")
    assert "check kinds: values, gradient, dry_run, properties, source" in mistake


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("relu: {pionts: 1}", "2:20: unknown key 'pionts' of relu; did you mean 'points'?"),
        ("relu: {points:1}", "2:20: unknown key 'points:1' of relu; put a space behind the colon"),
        ("relu: [1]", "2:19: relu: expected points, or a mapping such as {points: 2}, got a list"),
        ("relu: true", "2:19: relu: expected points, or a mapping such as {points: 2}, got true"),
        ("relu: ", "2:19: relu: expected points, or a mapping such as {points: 2}, got nothing"),
        (
            "relu: {}",
            "2:13: relu has no points; add `points:` (0 where it is unmarked), or `parts:`",
        ),
    ],
)
def test_a_function_written_wrongly_is_told(desk: "Desk", line: str, expected: str) -> None:
    assert desk.mistake(f"assignment: a\nfunctions: {{{line}}}\n") == expected


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("network: 2-3-2 relu", "network: expected a mapping, got '2-3-2 relu'"),
        ("network: {points: 1}", "network: architecture is missing"),
        ("network: {architecture: foo, points: 1}", "'foo' is no architecture"),
        ("functions: [relu]", "write `relu: 1` for each function"),
        ("checks: {a: 1}", "checks: expected a list of checks, got a mapping"),
        ("checks: [a]", "expected a check, got 'a'"),
        ("properties: {points: 1, pure: [3]}", "pure: expected the name of a function, got 3"),
        ("properties: {points: 1, visibilty: hidden}", "did you mean 'visibility'?"),
        ("source: {points: 1, forbid: {import: [os]}}", "did you mean 'imports'?"),
        ("source: {points: 1, forbid: torch}", "write forbid: {imports: [torch]}"),
        ("dry_run: {network: 2-3-2, points: 1}", "dry_run: inputs is missing"),
    ],
)
def test_a_section_written_wrongly_is_told(desk: "Desk", section: str, words: str) -> None:
    mistakes = desk.mistakes(f"assignment: a\nfunctions: {{relu: 1}}\n{section}\n".replace(
        "functions: {relu: 1}\nfunctions", "functions"
    ))  # fmt: skip
    assert len(mistakes) == 1
    assert words in mistakes[0]
