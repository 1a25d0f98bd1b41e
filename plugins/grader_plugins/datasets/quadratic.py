"""``quadratic``: points in the plane, told apart by a quadratic form. Runs in the judge.

x is drawn from N(0, I) and belongs to class 1 where x'Qx > 0.6; there is no noise in the labels.
Course material has two forms: an ellipse, Q = [[1, −.05], [1, .4]] (55.8 % in class 1), which came
with a seed, and before it a hyperbola, Q = [[1, .5], [1, .2]] (45 %), which did not.
"""

from types import MappingProxyType
from typing import Literal

import numpy as np
from pydantic import Field

from grader.kinds import Examples, Splits
from grader_plugins.datasets.source import Options, drawn
from grader_plugins.datasets.splitting import at

FORMS = MappingProxyType(
    {
        "ellipse": ((1.0, -0.05), (1.0, 0.4)),
        "hyperbola": ((1.0, 0.5), (1.0, 0.2)),
    }
)
THRESHOLD = 0.6


class QuadraticOptions(Options):
    """How many points, which form, and by which seed."""

    train: int = Field(default=60_000, ge=1, le=1_000_000)
    validation: int = Field(default=10_000, ge=0, le=1_000_000)
    test: int = Field(default=0, ge=0, le=1_000_000)
    form: Literal["ellipse", "hyperbola"] = "ellipse"
    seed: int = Field(default=0, ge=0, le=2**32 - 1)


def make_quadratic(samples: int, *, form: str, seed: int) -> Examples:
    """Return points (samples, 2) and labels; more samples begin with the same ones."""
    points = np.random.RandomState(seed).normal(size=(samples, 2))
    values = ((points @ np.array(FORMS[form])) * points).sum(axis=1)
    return Examples(points, (values > THRESHOLD).astype(np.int64))


def _draw(options: QuadraticOptions) -> Splits:
    known = options.train + options.validation
    drawn = make_quadratic(known + options.test, form=options.form, seed=options.seed)
    return Splits(
        train=at(drawn, slice(options.train)),
        validation=at(drawn, slice(options.train, known)),
        test=at(drawn, slice(known, None)),
    )


SOURCE = drawn(QuadraticOptions, _draw)
