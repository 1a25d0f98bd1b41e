"""Names must exist, points must add up, and needs must not run in circles."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk


def test_every_mistake_of_a_file_is_told_at_once_in_its_order(desk: "Desk") -> None:
    mistakes = desk.mistakes("""\
        assignment: a
        titel: x
        functions:
          relu: {points: 1, needs: [sofmax]}
          softmax: {points: 3, parts: {ordinary: 2, extrem: 1}}
          CE: {points: one, accept: [men]}
          sigmod: 1
        network: {architecture: foo, points: 1}
        training: {budget: 60 s}
        limits: {seconds: -1}
        """)
    places = [mistake.split(": ")[0] for mistake in mistakes]
    assert places == ["2:1", "4:29", "5:45", "6:16", "6:30", "7:3", "8:25", "9:1", "10:19"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "softmax: {points: 3, parts: {ordinary: 2, extrem: 1}}",
            ("3:45: unknown part 'extrem' of softmax; did you mean 'extreme'? "
            "(parts: ordinary, extreme, dtype)"),
        ),
        (
            "softmax: {points: 3, parts: {ordinary: 2, extreme: 2}}",
            ("3:24: the parts of softmax sum to 4, its points are 3; "
            "make them agree, or leave out `points:`"),
        ),
        (
            "sofmax: 1",
            ("3:3: unknown function 'sofmax'; did you mean 'softmax'? "
            "(functions: relu, softmax, computeLayer, CE, gradCE)"),
        ),
        (
            "train: 1",
            ("3:3: unknown function 'train'; functions: relu, softmax, computeLayer, CE, gradCE; "
            "under a name of its own, write `is: <function>`"),
        ),
        ("loss: {is: CEE, points: 1}", "3:14: unknown function 'CEE'; did you mean 'CE'? "),
        (
            "CE: {points: 1, accept: {full: [mean], half: [summ]}}",
            ("3:49: unknown convention 'summ' of CE; did you mean 'sum'? "
            "(conventions: mean, sum, mean_over_classes)"),
        ),
        (
            "softmax: {points: 1, credit: {half: global_mix}}",
            ("3:33: unknown misconception 'global_mix' of softmax; "
            "did you mean 'softmax.global_max'? "),
        ),
        (
            "CE: {points: 1, accept: {none: [mean]}}",
            ("3:35: accept: mean earns nothing, and so does any other reduction; "
            "list under `full` which reduction is right"),
        ),
        ("relu: {points: 1, kind: valuse}", "3:27: unknown check kind 'valuse'; did you mean"),
        ("relu: {points: 1, needs: [reul]}", "3:29: needs: unknown check 'reul'; did you mean"),
        ("relu: 0", "1:1: all checks together have 0 points; give one of them points"),
    ],
)  # fmt: skip
def test_a_name_or_number_that_cannot_be_is_told(desk: "Desk", entry: str, expected: str) -> None:
    assert desk.mistake(f"assignment: a\nfunctions:\n  {entry}\n").startswith(expected)


@pytest.mark.parametrize("key", ["memory_mib: 512", "scratch_mib: 4"])
def test_what_the_process_has_as_a_whole_is_not_given_to_one_check(desk: "Desk", key: str) -> None:
    text = f"assignment: a\nfunctions:\n  relu: {{points: 1, limits: {{{key}}}}}\n"
    assert desk.mistake(text) == (
        f"3:30: limits: {key.partition(':')[0]} holds for the submission's process, not for one"
        " check; write it under the assignment's own `limits:`"
    )
    agreeing = text.replace("functions", f"limits: {{{key}}}\nfunctions", 1)
    assert desk.read(agreeing).assignment.checks


def test_a_circle_of_needs_is_printed_once(desk: "Desk") -> None:
    mistake = desk.mistake("""\
        assignment: a
        functions:
          relu: {points: 1, needs: [CE]}
          CE: {points: 1, needs: [gradCE]}
          gradCE: {points: 1, needs: [relu]}
          softmax: {points: 1, needs: [relu]}
        """)
    assert mistake.startswith("3:21: needs runs in a circle: relu → CE → gradCE → relu;")


def test_a_check_that_needs_itself_runs_in_a_circle(desk: "Desk") -> None:
    assert "relu → relu" in desk.mistake(
        "assignment: a\nfunctions: {relu: {points: 1, needs: relu}}\n"
    )


def test_two_ways_to_one_check_are_no_circle(desk: "Desk") -> None:
    assert desk.checks("""\
        assignment: a
        functions:
          relu: 1
          CE: {points: 1, needs: [relu]}
          gradCE: {points: 1, needs: [relu, CE]}
        """)


def test_two_checks_of_one_name_are_told_where_the_second_begins(desk: "Desk") -> None:
    mistake = desk.mistake("""\
        assignment: a
        functions: {relu: 1}
        checks:
          - {id: relu, kind: values, points: 1}
        """)
    assert mistake.startswith("4:6: two checks are called 'relu'; the other begins on line 2")


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("properties: {points: 1, pure: [relu, CEE]}", "3:38: functions: unknown check 'CEE'"),
        ("properties: {points: 1, pur: [relu]}", "3:25: relu: expected 'pure', 'deterministic'"),
        ("source: {points: 1, forbid: {loops: [rely]}}", ("3:38: functions: unknown check 'rely'; "
         "did you mean 'relu'? (checks: relu)")),
        ("dry_run: {network: 2-3-2, points: 1, input: {}, companion: x}", "3:60: companion:"),
    ],
)  # fmt: skip
def test_parameters_that_name_checks_name_checks_that_exist(
    desk: "Desk", section: str, expected: str
) -> None:
    assert desk.mistake(f"assignment: a\nfunctions: {{relu: 1}}\n{section}\n").startswith(expected)


def test_an_unknown_data_set_is_told_with_those_that_are_known(desk: "Desk") -> None:
    from pydantic import create_model

    kinds = desk.catalogue.kinds
    params = create_model("TrainingParams", dataset=(str, ...))
    kinds["training"] = type(kinds["values"])("training", "trains", params)
    desk.catalogue = type(desk.catalogue)(kinds=kinds, datasets={"letters": 1, "digits": 2})
    mistake = desk.mistake("assignment: a\ntraining: {dataset: leters, points: 1}\n")
    assert mistake == (
        "2:21: unknown data set 'leters'; did you mean 'letters'? (data sets: letters, digits)"
    )


@pytest.mark.parametrize("text", ["assignment: a\n", "assignment: a\nchecks: []\n"])
def test_an_assignment_that_grades_nothing_is_told(desk: "Desk", text: str) -> None:
    assert "nothing is graded; add `functions:`" in desk.mistake(text)
