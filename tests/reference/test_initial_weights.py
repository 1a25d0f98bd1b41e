"""First weights have the sizes their recipes promise, and depend on their seed alone."""

import numpy as np
import pytest

from grader_reference.initial_weights import RECIPES, glorot_bound, initial_parameters

DEVIATIONS = {
    "zero": 0.0,
    "normal": 1.0,
    "scaled": 1 / np.sqrt(400),
    "he": np.sqrt(2 / 400),
    "glorot": np.sqrt(2 / 1000),
    "glorot_normal": np.sqrt(2 / 1000),
}


@pytest.mark.parametrize("recipe", RECIPES)
def test_weights_have_the_spread_of_their_recipe(recipe: str) -> None:
    W = RECIPES[recipe](np.random.default_rng(0), 400, 600)
    assert W.shape == (400, 600)
    assert W.std() == pytest.approx(DEVIATIONS[recipe], rel=0.01)
    assert abs(W.mean()) <= 0.02 * W.std()


def test_uniform_weights_stay_within_their_bound_and_reach_it() -> None:
    largest = np.abs(RECIPES["glorot"](np.random.default_rng(0), 400, 600)).max()
    assert 0.999 * glorot_bound(400, 600) < largest <= glorot_bound(400, 600)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_network_has_weights_and_zero_biases_of_one_dtype(dtype: type) -> None:
    drawn = initial_parameters(np.random.default_rng(0), (5, 4, 3), recipe="he", dtype=dtype)
    assert [p.shape for p in drawn] == [(5, 4), (1, 4), (4, 3), (1, 3)]
    assert {p.dtype for p in drawn} == {np.dtype(dtype)}
    assert not np.any(drawn[1]) and not np.any(drawn[3])  # noqa: PT018 - one statement


def test_the_seed_decides_and_an_unknown_recipe_is_named() -> None:
    one, same, other = (
        initial_parameters(np.random.default_rng(seed), (5, 4))[0] for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert np.any(one != other)
    with pytest.raises(ValueError, match="'xavier'; known are zero, normal"):
        initial_parameters(np.random.default_rng(0), (5, 4), recipe="xavier")
