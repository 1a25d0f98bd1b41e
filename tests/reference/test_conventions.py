"""Conventions lose nothing: arguments can be recovered, answers are only turned and scaled."""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest

from grader.conventions import combinations as core
from grader_reference import conventions, layers
from grader_reference.catalogue import Convention, Function
from grader_reference.entries import every as entries
from tests.reference.subjects import (
    FUNCTIONS,
    adapted,
    asked,
    combinations,
    named,
    parts,
    presentation,
    presented,
    right_under,
)


def _channels_last(v: np.ndarray, was: np.ndarray) -> np.ndarray:
    """Return images, a kernel, or weights of a pooled picture of s rows, columns and channels."""
    if v.ndim == 2:
        s = round(len(v) ** (1 / 3))
        return np.moveaxis(v.reshape(s, s, s, -1), 0, 2).reshape(v.shape)
    turned = (np.transpose(v, axes) for axes in ((0, 2, 3, 1), (2, 3, 1, 0)))
    return next(each for each in turned if each.shape == was.shape)


BACK: Mapping[str, Callable[[Any, Any], Any]] = {
    "columns": lambda v, _: np.transpose(v),
    "out_in": lambda v, _: np.transpose(v),
    "bias_flat": lambda v, was: np.reshape(v, was.shape),
    "bias_column": lambda v, _: np.transpose(v),
    "integer": lambda v, was: np.eye(was.shape[1])[v],
    "logits": lambda v, _: layers.softmax(v),
    "channels_first": _channels_last,
    "gradient_of_sum": lambda v, was: v / round(v / was),
    "from_zero": lambda v, _: v + 1,
    "batch_from_one": lambda v, _: v - 1,
    "drop": lambda v, _: 1 - v,
    "share_of_new": lambda v, _: 1 - v,
}
"""How canonical arguments are recovered from what a convention hands over."""

CHOICES = [(f, c) for f in FUNCTIONS for c in f.conventions]


def _named(item: object) -> str:
    return item.id if isinstance(item, Convention) else named(item)  # type: ignore[arg-type]


@pytest.mark.parametrize(("function", "convention"), CHOICES, ids=_named)
def test_what_a_convention_hands_over_can_be_turned_back(
    function: Function, convention: Convention
) -> None:
    if convention.present is None or convention.id == "of_activation":
        return
    for case in asked(function):
        given = convention.present(case.arguments)
        assert list(given) == list(case.arguments)
        for name, was in case.arguments.items():
            if given[name] is was:
                continue
            back = BACK[convention.id](given[name], np.asarray(was))
            np.testing.assert_allclose(back, was, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_an_activation_handed_over_can_be_turned_back(name: str) -> None:
    function = entries.find(f"{name}_derivative")
    convention = next(c for c in function.conventions if c.id == "of_activation")
    case = asked(function)[0]
    assert convention.present is not None
    h = convention.present(case.arguments)["z"]
    back = np.arctanh(h) if name == "tanh" else np.log(h / (1 - h))
    np.testing.assert_allclose(back, case.arguments["z"], rtol=1e-11)


@pytest.mark.parametrize(("function", "convention"), CHOICES, ids=_named)
def test_a_convention_turns_and_scales_answers_and_drops_nothing(
    function: Function, convention: Convention
) -> None:
    if convention.adapt is None:
        return
    for case in asked(function):
        right = function.right(*case.arguments.values())
        whole = adapted((convention,), right, case.arguments)
        scaled = tuple(3 * p for p in parts(right)) if isinstance(right, tuple) else 3 * right
        for one, three, own in zip(
            whole, adapted((convention,), scaled, case.arguments), parts(right), strict=True
        ):
            assert one.size == own.size
            assert np.count_nonzero(one) == np.count_nonzero(own)
            np.testing.assert_allclose(three, 3 * one, rtol=1e-14)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_an_axis_has_one_default_and_ids_are_unique(function: Function) -> None:
    ids = [c.id for c in function.conventions]
    assert len(set(ids)) == len(ids)
    firsts = {c.axis: c for c in reversed(function.conventions)}
    assert not any(c.present or c.adapt or c.function or c.named for c in firsts.values())
    for axis in firsts:
        assert len([c for c in function.conventions if c.axis == axis]) > 1
        assert len({c.shared for c in function.conventions if c.axis == axis}) == 1


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_no_function_has_more_combinations_than_are_looked_at(function: Function) -> None:
    every = product(*core.axes(function).values())
    assert sum(core.Combination(c).possible() for c in every) <= core.MOST_COMBINATIONS


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_every_convention_is_part_of_a_combination_and_none_brings_two_functions(
    function: Function,
) -> None:
    found = list(combinations(function))
    offered = {c.id for c in function.conventions if not c.listed}
    assert {c.id for chosen in found for c in chosen} == offered
    assert all(sum(c.function is not None for c in chosen) <= 1 for chosen in found)
    assert not any(c.present or c.adapt or c.function or c.named for c in found[0])


def _student(name: str) -> Function:
    return entries.find(name)


ROWS_TO_STUDENTS: Mapping[str, tuple[str, Callable[..., Any], tuple[str, ...]]] = {
    "columns, W.T @ X": ("computeLayer", lambda X, W, b: W.T @ X + b, ("columns",)),
    "columns, W @ X": ("computeLayer", lambda X, W, b: W @ X + b, ("columns", "out_in")),
    "X @ W.T": ("computeLayer", lambda X, W, b: X @ W.T + b, ("out_in",)),
    "bias by vector": ("computeLayer", lambda X, W, b: X @ W + b[None, :], ("bias_flat",)),
    "bias by column": ("computeLayer", lambda X, W, b: X @ W + b[:, 0], ("bias_column",)),
    "softmax in columns": ("softmax", lambda z: layers.softmax(z.T).T, ("columns",)),
    "integer labels and logits": (
        "CE",
        lambda y, o: -np.mean(layers.log_softmax(o)[np.arange(len(y)), y]),
        ("integer", "logits"),
    ),
    "mean over N·K": ("CE", lambda t, p: -np.mean(t * np.log(p)), ("mean_over_classes",)),
    "sum": ("CE", lambda t, p: -np.sum(t * np.log(p)), ("sum",)),
    "columns, summed": ("CE", lambda t, p: -np.sum(t * np.log(p)), ("sum", "columns")),
    "epsilon 1e-8": (
        "CE",
        lambda t, p: -np.sum(t * np.log(p + 1e-8)) / len(t),
        ("epsilon_1e-8",),
    ),
    "float32's epsilon": (
        "CE",
        lambda t, p: -np.mean(np.sum(t * np.log(p + np.finfo(np.float32).eps), axis=1)),
        ("epsilon_1.2e-7",),
    ),
    "−t/(p + 1e-8)": ("gradCE", lambda t, p: -t / (p + 1e-8), ("epsilon_1e-8",)),
    "−t/(p + 1e-10) / N": (
        "gradCE",
        lambda t, p: -t / (p + 1e-10) / len(t),
        ("per_mean", "epsilon_1e-10"),
    ),
    "−t/max(p, 1e-12)": ("gradCE", lambda t, p: -t / np.maximum(p, 1e-12), ()),
    "−t/clip(p)": ("gradCE", lambda t, p: -t / np.clip(p, 1e-4, 1 - 1e-4), ()),
    "a clipped loss": ("CE", lambda t, p: -np.sum(t * np.log(np.clip(p, 1e-4, 1))) / len(t), ()),
    "−t/p": ("gradCE", lambda t, p: -t / p, ()),
    "−t/p / N": ("gradCE", lambda t, p: -t / p / len(t), ("per_mean",)),
    "p − t": ("gradCE", lambda t, p: p - t, ("wrt_logits",)),
    "(p − t) / N": ("gradCE", lambda t, p: (p - t) / len(t), ("wrt_logits", "per_mean")),
    "softmax(o) − t": (
        "gradCE",
        lambda t, o: layers.softmax(o) - t,
        ("wrt_logits", "logits"),
    ),
    "p − t from integers, columns": (
        "gradCE",
        lambda y, p: p - np.eye(len(p))[y].T,
        ("wrt_logits", "integer", "columns"),
    ),
    "relu′(0) = 1": ("relu_derivative", lambda z: (z >= 0) * 1.0, ("kink_one",)),
    "h(1 − h)": ("sigmoid_derivative", lambda h: h * (1 - h), ("of_activation",)),
}


@pytest.mark.parametrize("style", ROWS_TO_STUDENTS)
def test_what_students_hand_in_is_right_under_its_convention_and_no_other_presentation_needed(
    style: str,
) -> None:
    name, student, ids = ROWS_TO_STUDENTS[style]
    function = _student(name)
    defaults = {c.axis: c for c in reversed(function.conventions)}
    chosen = tuple(
        next((c for c in function.conventions if c.axis == axis and c.id in ids), default)
        for axis, default in {c.axis: defaults[c.axis] for c in function.conventions}.items()
    )
    assert {c.id for c in chosen} >= set(ids)
    for case in asked(function):
        got = parts(student(*presented(chosen, case.arguments).values()))
        for answer, right in zip(got, right_under(function, chosen, case.arguments), strict=True):
            np.testing.assert_allclose(answer, right, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ["CE", "gradCE", "network_loss", "scalar_loss"])
def test_an_epsilon_that_changes_the_loss_is_taken_only_where_it_is_listed(name: str) -> None:
    function = next(f for f in FUNCTIONS if f.name == name)
    sizes = {c.named["epsilon"]: c for c in function.conventions if c.named}
    assert {c.harmless for size, c in sizes.items() if size <= 1e-5} == {True}
    assert {c.harmless for size, c in sizes.items() if size > 1e-5} == {False}


def test_a_network_in_columns_is_right_with_weights_stored_either_way() -> None:
    function = entries.network("5-4-3 sigmoid")
    X = asked(function)[0].arguments["X"]
    chosen = tuple(c for c in function.conventions if c.id in ("columns", "out_in", "one_hot"))
    assert presentation(chosen) == ("out_in", "columns")
    handed = presented(chosen, asked(function)[0].arguments)
    assert handed["X"].shape == (5, len(X))
    assert handed["W1"].shape == (4, 5)
    assert handed["b1"].shape == (4, 1)
    answers = right_under(function, chosen, asked(function)[0].arguments)
    assert [a.shape for a in answers] == [handed[n].shape for n in ("W1", "b1", "W2", "b2")]


def test_logits_are_not_logarithms_of_probabilities() -> None:
    p = np.array([[0.25, 0.75], [0.5, 0.5], [0.0, 1.0]])
    z = conventions.as_logits(p)
    assert np.all(np.isfinite(z))
    np.testing.assert_allclose(layers.softmax(z), p, rtol=1e-14)
    assert not np.allclose(np.exp(z).sum(axis=1), 1)
