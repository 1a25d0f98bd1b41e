"""The bounds are those of the literature, and promise what they say."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from grader.calibrating.bounds import (
    RATE,
    bound,
    deviations,
    largest_rank,
    proven_rate,
    runs_needed,
    shape,
    tolerance_factor,
    upper_share,
)


@pytest.mark.parametrize(("n", "k"), [(10, 5.20), (20, 4.32), (50, 3.77)])
def test_the_tolerance_factor_is_the_exact_one(n: int, k: float) -> None:
    assert tolerance_factor(n) == pytest.approx(k, abs=0.005)


@pytest.mark.parametrize(("rank", "runs"), [(1, 2995), (2, 4742)])
def test_so_many_runs_let_an_order_statistic_promise_one_in_a_thousand(
    rank: int, runs: int
) -> None:
    assert runs_needed(rank) == runs
    assert largest_rank(runs - 1) == rank - 1
    assert largest_rank(runs) == rank


def test_no_failure_in_two_hundred_runs_proves_one_and_a_half_percent() -> None:
    assert proven_rate(200) == pytest.approx(0.015, abs=0.0002)
    assert upper_share(0, 200) == pytest.approx(proven_rate(200))


def test_the_rate_of_the_lowest_run_is_that_of_the_binomial_distribution() -> None:
    for n in (1, 20, 2995):
        assert (1 - proven_rate(n)) ** n == pytest.approx(0.05)


def test_a_share_that_always_passes_has_no_bound_below_one() -> None:
    assert upper_share(5, 5) == 1.0
    assert upper_share(3, 20) == pytest.approx(0.3437, abs=1e-4)


def test_normal_numbers_get_the_normal_bound_on_both_sides() -> None:
    values = [NormalDist(0.3, 0.01).inv_cdf((i + 0.5) / 20) for i in range(20)]
    form = shape(values, "plain")
    low, high = bound(values, form, "least"), bound(values, form, "most")
    assert (low.by, low.rate) == ("normal", RATE)
    assert low.at == pytest.approx(form.mean - 4.318 * form.sd, abs=1e-4)
    assert high.at == pytest.approx(form.mean + 4.318 * form.sd, abs=1e-4)
    assert deviations(low.at, form) == pytest.approx(4.318, abs=1e-3)


def test_shares_near_one_are_taken_as_log_odds() -> None:
    z = 4.0 + 0.8 * np.random.default_rng(4).standard_normal(40)
    values = list(1.0 / (1.0 + np.exp(-z)))
    form = shape(values, "share")
    assert (form.scale, form.rejected) == ("logit", False)
    assert 0.0 < bound(values, form, "least").at < min(values)
    assert bound(values, form, "most").at < 1.0


def test_a_share_of_exactly_one_is_left_as_it_is() -> None:
    values = [1.0, *np.linspace(0.9, 0.95, 29)]
    assert shape(values, "share").scale == "plain"


def test_where_normality_is_rejected_the_lowest_run_promises_what_it_can() -> None:
    values = [0.5, *np.linspace(0.95, 0.951, 29)]
    form = shape(values, "share")
    found = bound(values, form, "least")
    assert form.rejected
    assert (found.at, found.by) == (0.5, "order")
    assert found.rate == pytest.approx(1 - 0.05 ** (1 / 30))
    assert not found.allowed


@pytest.mark.parametrize("values", [[0.5] * 30, [0.5, 0.6, 0.7]], ids=["all alike", "three"])
def test_numbers_that_tell_nothing_of_their_form_get_no_normal_bound(values: list[float]) -> None:
    form = shape(values, "share")
    assert form.rejected
    assert bound(values, form, "least").by == "order"
    assert math.isnan(form.shapiro)


def test_with_enough_runs_nothing_is_assumed() -> None:
    values = list(np.random.default_rng(5).normal(size=2995))
    found = bound(values, shape(values, "plain"), "least")
    assert (found.by, found.at, found.allowed) == ("order", min(values), True)


def test_the_promise_is_kept_as_often_as_it_says() -> None:
    """Of 2,000 bounds from 20 normal runs each, 5 % at most have more than 1/1,000 below."""
    rng = np.random.default_rng(6)
    k = tolerance_factor(20)
    draws = rng.standard_normal((2000, 20))
    bounds = draws.mean(axis=1) - k * draws.std(axis=1, ddof=1)
    too_high = bounds > -3.0902  # the quantile of 1/1,000
    assert 0.035 <= too_high.mean() <= 0.065
