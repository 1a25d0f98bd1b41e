"""Comparison: every form of a right answer is right, no form of a wrong one is."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.numerics import tolerance
from grader.numerics.comparison import Comparison, as_numbers, compare, fitted, is_single, split
from grader.numerics.ratios import ratios
from grader.worker import wire

OUTPUTS = ("dW", "db")
RNG = np.random.default_rng(5)
MATRIX = RNG.normal(size=(7, 3))
BIAS = RNG.normal(size=(1, 3))


def expected(answer: Any) -> tolerance.Expected:
    return tolerance.stated(answer, rtol=1e-9, atol=0.0)


def tight(answer: Any) -> tolerance.Expected:
    return tolerance.measured(lambda _: answer, {})


def crossed(value: Any) -> Any:
    return wire.decode(memoryview(wire.encode(value))[4:])


# Forms of right answers


@pytest.mark.parametrize(
    "form",
    [
        lambda a: a.tolist(),
        lambda a: tuple(map(tuple, a)),
        list,
        np.asfortranarray,
        np.ma.array,
        np.matrix,
        lambda a: a.astype(np.longdouble),
        lambda a: a.astype(">f8"),
        lambda a: a.astype(object),
        lambda a: a.astype(complex),
        lambda a: np.broadcast_to(a, a.shape),
    ],
    ids="lists tuples rows fortran masked matrix long big objects complex read-only".split(),  # noqa: SIM905
)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_every_form_of_the_right_numbers_is_right(form: Any) -> None:
    assert compare(crossed(form(MATRIX)), tight(MATRIX)).ok


@pytest.mark.parametrize(
    "got",
    [0.25, np.float64(0.25), np.array(0.25), [0.25], (0.25,), [[0.25]], np.full((1, 1), 0.25)],
)
def test_every_form_of_a_single_number_is_right(got: Any) -> None:
    assert compare(crossed(got), tight(0.25)).ok


@pytest.mark.parametrize("shape", [(3,), (1, 3), (3, 1), (1, 1, 3)])
@pytest.mark.parametrize("due", [(3,), (1, 3), (3, 1)])
def test_a_vector_may_come_in_any_shape(shape: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert compare(BIAS.reshape(shape), tight(BIAS.reshape(due))).ok


@pytest.mark.parametrize("dtype", [bool, int, np.uint8, np.float16, np.float32, float, complex])
def test_a_mask_may_come_in_any_dtype(dtype: Any) -> None:
    assert compare((MATRIX > 0).astype(dtype), tolerance.exact((MATRIX > 0).astype(float))).ok


def test_negative_zero_is_zero() -> None:
    assert compare(np.array([-0.0]), tolerance.exact(np.array([0.0]))).ok


def test_infinity_is_right_where_infinity_is_due() -> None:
    assert compare(np.array([np.inf, 1.0]), tight(np.array([np.inf, 1.0]))).ok
    assert not compare(np.array([-np.inf, 1.0]), tight(np.array([np.inf, 1.0]))).ok


def test_single_precision_is_recognised_and_measured_by_its_own_rounding() -> None:
    found = compare(MATRIX.astype(np.float32), tight(MATRIX))
    assert (found.ok, found.single) == (True, True)


def test_single_precision_is_right_where_our_answer_has_no_rounding() -> None:
    relu = np.maximum(MATRIX, 0.0)
    assert compare(relu.astype(np.float32), tolerance.exact(relu)).ok


def test_single_precision_gradients_are_right() -> None:
    answer = (MATRIX, BIAS)
    got = tuple(part.astype(np.float32) for part in answer)
    assert compare(got, tolerance.of_largest(answer), OUTPUTS).ok


# Forms of several outputs


@pytest.mark.parametrize(
    "got",
    [
        (MATRIX, BIAS),
        [MATRIX, BIAS],
        {"dW": MATRIX, "db": BIAS},
        {"db": BIAS, "dW": MATRIX, "more": 1.0},
        {"DW": MATRIX, "d_b": BIAS},
        {"W": MATRIX, "b": BIAS},
        {"w": MATRIX, "b": BIAS},
        {"grad_W": MATRIX, "grad_b": BIAS},
        {"gradW": MATRIX, "gradb": BIAS},
        {"W_grad": MATRIX, "b_grad": BIAS},
        {"dL_dW": MATRIX, "dL_db": BIAS},
        {"W": 0.0, "dW": MATRIX, "b": 0.0, "db": BIAS},
    ],
    ids=lambda got: " ".join(got) if isinstance(got, dict) else type(got).__name__,
)
def test_several_outputs_are_found_in_every_form(got: Any) -> None:
    assert compare(crossed(got), tight((MATRIX, BIAS)), OUTPUTS).ok


def test_several_numbers_may_come_as_one_array() -> None:
    assert compare(np.array([0.25, 0.5]), tight((0.25, 0.5)), OUTPUTS).ok


def test_objects_in_an_array_are_taken_apart() -> None:
    got = np.empty(2, dtype=object)
    got[:] = [MATRIX, BIAS]
    assert compare(crossed(got), tight((MATRIX, BIAS)), OUTPUTS).ok


@pytest.mark.parametrize("got", [MATRIX, MATRIX.tolist(), (MATRIX,), {"dW": MATRIX}, {"W": MATRIX}])
def test_one_named_output_may_come_bare(got: Any) -> None:
    assert compare(got, tight((MATRIX,)), ("dW",)).ok


def test_the_value_itself_is_not_taken_for_its_gradient_where_both_are_due() -> None:
    assert split({"a": 1.0}, ("a", "da")) == "the dictionary has no da"


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ((MATRIX, BIAS, 0.0), "3 values came back, and 2"),
        ((MATRIX,), "1 values came back"),
        (MATRIX, "7 values came back"),
        (0.5, "float came back, and 2 values"),
        (None, "nothing came back (None): is a return missing?"),
        (wire.Opaque("builtins.generator"), "a value of type generator came back"),
        ({"dW": MATRIX}, "the dictionary has no db"),
        ({"gradW": MATRIX, "W_grad": MATRIX, "db": BIAS}, "the dictionary has no dW"),
        ({"dw": MATRIX, "DW": MATRIX, "db": BIAS}, "the dictionary has no dW"),
        ((BIAS, MATRIX), "dW: the shape is (1, 3), and (7, 3) was asked for"),
        ((MATRIX, None), "db: nothing came back"),
    ],
)
def test_outputs_that_cannot_be_told_apart_are_wrong_with_a_sentence(got: Any, words: str) -> None:
    found = compare(got, tight((MATRIX, BIAS)), OUTPUTS)
    assert not found.ok
    assert words in found.text


# Wrong answers


@pytest.mark.parametrize(
    ("got", "problem", "words"),
    [
        (None, "type", "is a return missing"),
        ("0.25", "type", "type str"),
        (b"0.25", "type", "type bytes"),
        (wire.Opaque("m.Thing"), "type", "an object of another class"),
        (wire.Opaque("builtins.made_of_the_input"), "type", "an object of another class"),
        (wire.Opaque("list 3.14159 came back"), "type", "type list came back"),
        (wire.Opaque("list too large to send"), "type", "type list too large to send"),
        (wire.Opaque("numpy array of dtype <U31415"), "type", "an array of no plain numbers"),
        (wire.Reference(3), "type", "type Reference"),
        ({"x": 1.0}, "type", "a dictionary"),
        ([[1.0], [1.0, 2.0]], "type", "different lengths"),
        ([None, 1.0], "type", "type list"),
        ([10**400], "type", "type list"),
        (np.array([1j]), "type", "type ndarray"),
        (np.array([complex(0, np.nan)]), "type", "type ndarray"),
        (MATRIX.T, "shape", "the shape is (3, 7), and (7, 3)"),
        (MATRIX[None, None, :, :2], "shape", "(1, 1, 7, 2)"),
        (np.zeros((0, 3)), "shape", "(0, 3)"),
        ([], "shape", "(0,)"),
        (0.25, "shape", "the shape is ()"),
        (np.full((7, 3), np.nan), "finite", "nan came back at [0, 0]: all 21"),
        (np.where(MATRIX[2, 1] == MATRIX, np.inf, MATRIX), "finite", "inf came back at [2, 1]: 1"),
        (MATRIX + 1.0, "values", "all 21 numbers are off"),
        (MATRIX > 0, "values", "21 numbers are off"),
    ],
)
def test_the_first_true_problem_is_told(got: Any, problem: str, words: str) -> None:
    found = compare(got, tight(MATRIX))
    assert (found.ok, found.problem) == (False, problem)
    assert words in found.text


def test_the_place_of_the_largest_error_is_told() -> None:
    got = MATRIX.copy()
    got[4, 2] += 0.5
    got[1, 0] += 0.1
    found = compare(got, tight(MATRIX))
    assert (found.index, found.text) == ((4, 2), "2 of 21 numbers are off, the most at [4, 2]")


def test_nothing_is_right_where_ours_is_no_number() -> None:
    due = tolerance.stated(np.array([np.nan]), rtol=0.5, atol=1e9)
    assert not any(compare(np.array([x]), due).ok for x in (np.nan, 0.0, np.inf))


@pytest.mark.parametrize("got", [0.0, 1e300, -np.inf, np.nan])
def test_a_stated_tolerance_is_no_licence_where_infinity_is_due(got: float) -> None:
    due = tolerance.stated(np.array([np.inf]), rtol=0.1, atol=1.0)
    assert not compare(np.array([got]), due).ok


def test_an_input_whose_right_answer_jumps_to_infinity_lets_nothing_else_pass() -> None:
    due = tolerance.measured(lambda a: 1.0 / (a["x"] - 1.0), {"x": np.array([1.0, 2.0])})
    assert due.wanted == np.inf
    assert not compare(np.array([5.0, 1.0]), due).ok


@pytest.mark.parametrize("error", [1e-8, 1e-6])
def test_rounding_to_single_does_not_excuse_an_error_in_double(error: float) -> None:
    assert not compare(MATRIX * (1.0 + error), tight(MATRIX)).ok


def test_single_precision_has_a_tolerance_too() -> None:
    got = (MATRIX * 1.01).astype(np.float32)
    assert not compare(got, tight(MATRIX)).ok


def test_a_stated_tolerance_holds_in_single_precision_as_well() -> None:
    due = tolerance.stated(MATRIX, rtol=1e-12, atol=0.0)
    assert not compare(MATRIX.astype(np.float32), due).ok


def test_whole_numbers_are_not_taken_for_single_precision() -> None:
    assert not is_single(np.array([1.0, 2.0]))
    assert not is_single(np.array([np.inf]))
    assert not compare(np.array([1.0]), tight(np.array([1.0000001]))).ok


def test_one_wrong_output_beside_right_ones_is_wrong() -> None:
    found = compare((MATRIX, BIAS * 2.0), tight((MATRIX, BIAS)), OUTPUTS)
    assert (found.ok, found.output) == (False, "db")


# Properties


numbers = npst.arrays(
    dtype=st.sampled_from(["f8", "f4", "i8", "?", "c16"]),
    shape=npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
)
sent = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.binary(max_size=3)
    | numbers
    | st.builds(wire.Opaque, st.text(max_size=3))
    | st.builds(wire.Reference, st.integers(0, 3)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from(["dW", "db", "W", "b", "gradW", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
plain_parts = npst.arrays(
    dtype="f8", shape=npst.array_shapes(min_dims=0, max_dims=2, min_side=1, max_side=3)
)


@given(sent, plain_parts)
def test_no_answer_makes_comparison_raise(got: Any, part: Any) -> None:
    for due in (tolerance.exact(part), tolerance.stated(part, rtol=0.1, atol=0.1)):
        assert isinstance(compare(got, due), Comparison)


@given(sent, plain_parts, plain_parts)
def test_no_answer_of_several_outputs_makes_comparison_raise(got: Any, one: Any, two: Any) -> None:
    due = tolerance.of_largest((one, two))
    found = compare(got, due, OUTPUTS)
    assert isinstance(found, Comparison)
    assert found.ok or found.text
    ratios(got, due, OUTPUTS)


@given(plain_parts)
def test_the_right_numbers_are_right_wherever_they_are_numbers(part: Any) -> None:
    assert compare(part, tolerance.exact(part)).ok is not bool(np.isnan(part).any())


@given(plain_parts, npst.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=3))
def test_fitting_never_changes_the_order_of_numbers(part: Any, shape: tuple[int, ...]) -> None:
    found = fitted(part, shape)
    assert np.array_equal(found.reshape(-1), part.reshape(-1), equal_nan=True)
    if found.shape != part.shape:
        assert sum(n != 1 for n in shape) <= 1


@given(sent)
def test_numbers_are_numbers_or_a_sentence(got: Any) -> None:
    found = as_numbers(got)
    assert isinstance(found, str) or found.dtype == np.float64


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_of_a_single_number_no_place_is_told(shape: tuple[int, ...]) -> None:
    due = tight(np.full(shape, 0.25))
    assert compare(np.full(shape, 0.5), due).text == "the number is off"
    assert compare(np.full(shape, np.inf), due).text == "inf came back: the number is not finite"


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ((2, 3, 1, 1), "(2, 3, 1, 1)"),
        ((0, 314159, 2), "(0, …, 2)"),
        ((0, 1, 2, 3, 4), "(0, 1, 2, 3, …)"),
    ],
)
def test_a_shape_carries_no_long_message(shape: tuple[int, ...], told: str) -> None:
    found = compare(np.zeros(shape), tight(MATRIX))
    assert found.text.startswith(f"the shape is {told}, and")
