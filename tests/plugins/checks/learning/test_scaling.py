"""Inputs as a submission is handed them: divided, standardised by the training inputs alone."""

from typing import Any

import numpy as np
import pytest

from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.checks.learning.scaling import measured_inputs

TRAIN = np.random.default_rng(0).integers(0, 256, (50, 2, 3)).astype(np.uint8)
TRAIN[:, 0, 0] = 7


def prepared(**given: Any) -> tuple[Any, Any]:
    params = TaughtParams(dataset="moons", divided_by=255.0, **given)
    inputs_of = measured_inputs(TRAIN, params)
    return inputs_of(TRAIN), inputs_of(255 - TRAIN)


def test_each_feature_gets_mean_zero_and_deviation_one_and_constant_ones_become_zero() -> None:
    train, other = prepared(standardised="per_feature")
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(train.std(axis=0), [0, 1, 1, 1, 1, 1], atol=1e-12)
    rows = TRAIN.reshape(50, 6) / 255
    right = (1 - rows - rows.mean(axis=0)) / [1, *rows.std(axis=0)[1:]]
    np.testing.assert_allclose(other, right, atol=1e-12)


def test_one_mean_and_one_deviation_serve_all_features_where_asked() -> None:
    train, _ = prepared(standardised="overall")
    assert train.mean() == pytest.approx(0, abs=1e-12)
    assert train.std() == pytest.approx(1)


@pytest.mark.parametrize("standardised", ["no", "per_feature"])
def test_inputs_keep_the_type_that_was_asked_for(standardised: str) -> None:
    train, _ = prepared(standardised=standardised, dtype="float32")
    assert train.dtype == np.float32
    assert train.shape == (50, 6)
