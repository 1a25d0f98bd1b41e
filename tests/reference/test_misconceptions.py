"""Every known wrong answer is visible, told from the others, explained, and runs by itself."""

import ast
import inspect
from functools import cache
from typing import Any

import numpy as np
import pytest

from grader_reference.catalogue import Case, Convention, Function, Misconception
from grader_reference.entries import every as entries
from tests.reference.subjects import (
    FUNCTIONS,
    MISCONCEPTIONS,
    NETWORKS,
    Parts,
    adapted,
    asked,
    attempted,
    combinations,
    drawn,
    named,
    parts,
    presentation,
    right_under,
    within,
)

UNASKED = {
    "relu.product",
    "CE.nan_at_zero",
    "gradCE.nan_at_zero",
    "network_forward.no_shift",
    "scalar_sigmoid.overflow_left",
    "scalar_sigmoid.overflow_right",
}
"""Entries that show at extremes only, in functions whose extremes weigh nothing by default."""

PARTS_ELSEWHERE = {
    "adam_step.counted_twice",
    "minibatch.counted_from_one",
    "dropout.scaled_by_dropped",
    "dropout_backward.scaled_by_dropped",
    "batch_norm.shares_swapped",
}
"""Right where steps or batches are counted otherwise, or the other share is handed over."""

PAIRS = [pytest.param(f, m, id=named((f, m))) for f, m in MISCONCEPTIONS]


def _visible(function: Function, misconception: Misconception, *, everything: bool = False) -> bool:
    """Say whether, in every combination it presupposes, some input tells it from all right ones."""
    options = list(combinations(function))
    presupposed = [c for c in options if set(misconception.under) <= {o.id for o in c}]
    assert presupposed
    cases = drawn(function) if everything else asked(function)
    answers = [attempted(misconception.function, c.arguments) for c in cases]
    if any(isinstance(answer, str) for answer in answers):
        return True  # it raises: nothing right does
    return all(_told(function, chosen, cases, answers) for chosen in presupposed)


def _told(
    function: Function,
    chosen: tuple[Convention, ...],
    cases: tuple[Case, ...],
    answers: list[Any],
) -> bool:
    """Say whether some input tells answers from all that are right in the same presentation."""
    number = next(i for i, f in enumerate(FUNCTIONS) if f is function)
    agreeing = []
    for case, answer in zip(cases, answers, strict=True):
        got = adapted(chosen, answer, case.arguments)
        rights = _rights(number, presentation(chosen), _place(function, case))
        agreeing.append([_agrees(got, right) for right in rights])
    return not any(map(all, zip(*agreeing, strict=True)))  # one combination explains them all


def _place(function: Function, case: Case) -> int:
    return next(i for i, c in enumerate(drawn(function)) if c is case)


@cache
def _rights(function: int, presented_as: tuple[str, ...], case: int) -> list[Parts]:
    """Return every right answer to an input as presented, once for all misconceptions."""
    entry = FUNCTIONS[function]
    return [
        right_under(entry, chosen, drawn(entry)[case].arguments)
        for chosen in combinations(entry)
        if presentation(chosen) == presented_as
    ]


def _agrees(got: Parts, right: Parts) -> bool:
    """Say whether an answer is right to nine digits."""
    room = tuple(np.full(r.shape, 1e-9 * np.max(np.abs(r), initial=0.0)) for r in right)
    return within(got, right, room)


@pytest.mark.parametrize(("function", "misconception"), PAIRS)
def test_a_misconception_is_wrong_under_every_combination_of_conventions(
    function: Function, misconception: Misconception
) -> None:
    everything = misconception.id in UNASKED
    assert _visible(function, misconception, everything=everything)
    if everything:
        assert not _visible(function, misconception)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_no_two_misconceptions_give_the_same_answers_unless_they_say_so(
    function: Function,
) -> None:
    cases = (
        drawn(function) if {m.id for m in function.misconceptions} & UNASKED else asked(function)
    )
    answers = {
        m.id: [attempted(m.function, c.arguments) for c in cases] for m in function.misconceptions
    }
    classes = {m.id: m.alike or m.id for m in function.misconceptions}
    found = list(answers)
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            if classes[one] != classes[other]:
                assert not all(map(_same, answers[one], answers[other])), (one, other)


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other if isinstance(one, str) and isinstance(other, str) else False
    a, b = parts(one), parts(other)
    return len(a) == len(b) and all(
        x.shape == y.shape and np.allclose(x, y, rtol=1e-9, atol=1e-12, equal_nan=True)
        for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize(("function", "misconception"), PAIRS)
def test_its_source_runs_by_itself_where_numpy_is_imported(
    function: Function, misconception: Misconception
) -> None:
    source = inspect.getsource(misconception.function)
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    assert len(inspect.signature(misconception.function).parameters) == len(function.parameters)
    scope: dict[str, object] = {"np": np}
    exec(compile(source, "submission.py", "exec"), scope)  # noqa: S102 - that it runs is the test
    for case in asked(function):
        copied = attempted(scope[definition.name], case.arguments)
        assert _same(copied, attempted(misconception.function, case.arguments))


@pytest.mark.parametrize(("function", "misconception"), PAIRS)
def test_it_is_told_in_one_line_with_hints_that_do_not_give_the_code_away(
    function: Function, misconception: Misconception
) -> None:
    assert misconception.id.startswith(f"{function.name}.")
    assert "\n" not in misconception.claim
    assert not misconception.claim.endswith(".")
    assert 2 <= len(misconception.hints) <= 3
    assert all(hint.endswith((".", "?")) for hint in misconception.hints)
    assert misconception.explanation.endswith(".")
    told = " ".join((misconception.claim, *misconception.hints)).lower()
    assert not any(word in told for word in ("keepdims", "axis=", "mutant", "np.sum"))


def test_ids_are_unique_in_the_whole_catalogue() -> None:
    functions = (*entries.functions(), *entries.networks("784-H-10 relu"))
    ids = [m.id for f in functions for m in f.misconceptions]
    assert len(set(ids)) == len(ids)
    assert len(ids) > 200


def test_some_wrong_code_is_a_convention_elsewhere_and_only_this() -> None:
    """As code without regard to what it is handed, these are right in another presentation."""
    found = {m.id for f, m in MISCONCEPTIONS if f not in NETWORKS and _elsewhere(f, m)}
    assert found - UNASKED == {
        "CE.wrong_axis",
        "gradCE.logits_per_class",
        "softmax.wrong_axis",
        "log_softmax.wrong_axis",
        "CE.softmax_again",
        "gradCE.softmax_again",
        "accuracy.wrong_axis",
        "sigmoid_derivative.at_z",
        "tanh_derivative.at_z",
        *PARTS_ELSEWHERE,
    }


def _elsewhere(function: Function, misconception: Misconception) -> bool:
    for chosen in combinations(function):
        handed = []
        for case in asked(function):
            given = case.arguments
            for convention in chosen:
                given = convention.present(given) if convention.present else given
            answer = attempted(misconception.function, given)
            right = right_under(function, chosen, case.arguments)
            handed.append(not isinstance(answer, str) and _agrees(parts(answer), right))
        if all(handed):
            return True
    return False


SYMMETRIC = ([1, -1], [1, 0], [[1] * 3, [-1] * 3], [0] * 3, [[1, 1], [-1, -1], [-1, -1]], [0, 0])
LOPSIDED = (
    [1, -2],
    [1, 0],
    [[1, 0.5, -1], [-1, 0.25, 0.5]],
    [0.1, -0.2, 0.3],
    [[1, -0.5], [-1, 0.25], [0.5, 2]],
    [0.05, -0.05],
)
BLIND = {
    "hidden_sign",
    "no_derivative",
    "derivative_at_h",
    "tanh_derivative",
    "derivative_of_k",
    "no_input",
}


def _seen(inputs: tuple[object, ...]) -> set[str]:
    function = entries.find("scalar_backward")
    right = parts(function.right(*inputs))
    seen = set()
    for misconception in function.misconceptions:
        got = parts(misconception.function(*inputs))
        if not all(np.allclose(g, r, atol=1e-9) for g, r in zip(got, right, strict=True)):
            seen.add(misconception.id.removeprefix("scalar_backward."))
    return seen


def test_the_symmetric_dry_run_is_blind_to_the_hidden_layer() -> None:
    assert not _seen(SYMMETRIC) & BLIND


def test_the_lopsided_dry_run_sees_every_misconception() -> None:
    function = entries.find("scalar_backward")
    assert len(_seen(LOPSIDED)) == len(function.misconceptions)
