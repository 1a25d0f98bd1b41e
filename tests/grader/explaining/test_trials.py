"""What a student pastes: on right code it prints what the page says of right code."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from grader.conventions.combinations import combinations
from grader.explaining.subjects import Subject, Subjects
from grader.explaining.trying import Outcome, outcomes

LABELS = ("quotient:", "formula:", "by hand:", "by parts:", "by matrices:", "by theta:", "sum:")


def tried(subjects: Subjects) -> Iterator[tuple[Subject, Outcome]]:
    for subject in subjects.every:
        axes = {each.axis for each in subject.function.conventions}
        shown = {"wrt", "output"} & axes
        for combination in combinations(subject.function)[: 400 if shown else 1]:
            if not shown or all(
                c.axis in shown or c.id in _first(subject) for c in combination.choices
            ):
                yield from ((subject, each) for each in outcomes(subjects, subject, combination))


def _first(subject: Subject) -> tuple[str, ...]:
    return combinations(subject.function)[0].ids


def test_right_code_agrees_with_what_stands_beside_it(subjects: Subjects) -> None:
    pairs = 0
    for subject, outcome in tried(subjects):
        for first, second in pairwise(outcome.right.splitlines()):
            label = next((each for each in LABELS if each in first), "")
            if label and "yours:" in second:
                due, found = first.partition(label)[2], second.partition("yours:")[2]
                assert found.partition(" with all")[0].split() == due.split(), subject.function.name
                pairs += 1
    assert pairs > 60


def test_right_code_leaves_no_difference(subjects: Subjects) -> None:
    differences = [
        (subject.function.name, line.split()[-1])
        for subject, outcome in tried(subjects)
        for line in outcome.right.splitlines()
        if "difference" in line
    ]
    assert len(differences) > 30
    assert {name for name, number in differences if float(number) != 0} == set()


def test_right_code_stops_nowhere_and_gives_numbers(subjects: Subjects) -> None:
    for subject, outcome in tried(subjects):
        assert "it stops" not in outcome.right, subject.function.name
        assert "nan" not in outcome.right, subject.function.name


def test_every_ratio_of_right_gradients_is_one(subjects: Subjects) -> None:
    lines = [line for _, o in tried(subjects) for line in o.right.splitlines() if "from" in line]
    assert lines
    assert all("from 1.0 to 1.0" in line for line in lines)


def test_what_is_pasted_is_the_body_alone(subjects: Subjects) -> None:
    for _, outcome in tried(subjects):
        assert "def " not in outcome.code.splitlines()[2]
        assert '"""' not in outcome.code
        assert "# noqa" not in outcome.code
        compile(outcome.code, "pasted", "exec")


def test_a_function_that_knows_no_mathematics_is_explained_all_the_same() -> None:
    class Bare:
        """A plugin's own form of a function, without a derivation."""

    bare: Any = Bare()
    assert Subject(bare).mathematics is None
