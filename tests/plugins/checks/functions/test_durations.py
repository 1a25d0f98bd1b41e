"""What may be said of durations: made ones, so that no clock decides here."""

import pytest

from grader_plugins.checks.functions.durations import Cost, grows_too_fast, per_call, too_costly

SIZES = (500, 1000, 2000)


def costs(own: tuple[float, ...], reference: tuple[float, ...] = (1e-4, 2e-4, 4e-4)) -> list[Cost]:
    return [Cost(n, a, b) for n, a, b in zip(SIZES, own, reference, strict=True)]


def test_the_way_there_and_back_is_taken_off() -> None:
    assert per_call([0.5, 0.3], [0.9, 0.8], 6) == pytest.approx(0.1)


def test_noise_never_makes_a_call_cost_less_than_nothing() -> None:
    assert per_call([0.5], [0.4], 4) == 0.0


@pytest.mark.parametrize(
    ("own", "slow"),
    [
        ((1e-4, 2e-4, 4e-4), False),
        ((8e-4, 16e-4, 32e-4), False),
        ((0.01, 0.02, 0.04), True),
        ((0.04, 0.04, 0.04), False),
        ((1e-4, 2e-4, 0.5), False),
    ],
    ids=["as fast", "eight times", "a hundred times", "a constant", "once by chance"],
)
def test_only_what_is_far_slower_and_grows_is_too_costly(
    own: tuple[float, ...], *, slow: bool
) -> None:
    assert too_costly(costs(own), 20.0) is slow


def test_what_is_small_is_never_judged() -> None:
    tiny = costs((1e-4, 2e-4, 4e-4), (1e-6, 1e-6, 1e-6))
    assert not too_costly(tiny, 20.0)
    assert not grows_too_fast(costs((1e-6, 1e-5, 1e-4)), 1.6, 20.0)


@pytest.mark.parametrize(
    ("own", "fast"),
    [
        ((0.001, 0.002, 0.004), False),
        ((0.001, 0.004, 0.016), True),
        ((0.001, 0.012, 0.016), False),
        ((1e-6, 1e-6, 2e-3), False),
    ],
    ids=["linear", "quadratic", "one step by chance", "nothing at first by chance"],
)
def test_only_what_grows_at_every_step_and_is_large_grows_too_fast(
    own: tuple[float, ...], *, fast: bool
) -> None:
    assert grows_too_fast(costs(own), 1.6, 20.0) is fast


def test_growth_that_the_reference_has_too_is_nobodys_fault() -> None:
    assert not grows_too_fast(costs((0.001, 0.004, 0.016), (1e-5, 4e-5, 16e-5)), 1.6, 20.0)
