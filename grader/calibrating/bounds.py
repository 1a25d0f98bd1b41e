"""Below which number right code falls so rarely, with such confidence. Runs in the judge.

Theory of operation
-------------------
A *false fail* is right code that chance puts beyond a line. From n runs of right code comes a line
whose false-fail rate is at most ``RATE`` with ``CONFIDENCE``, in one of two ways:

- *Order statistic*, which assumes nothing: the r-th lowest of n runs, where r is the largest with
  P(Binomial(n, rate) >= r) >= confidence (Wilks 1941). The lowest takes 2,995 runs, the second
  lowest 4,742. With fewer runs the lowest still promises something: 1 − (1 − confidence)^(1/n).
- *Normal*: mean − k·sd, with the exact one-sided tolerance factor from the noncentral t
  distribution, k = t'(confidence; n − 1, z√n)/√n (Owen 1968): 5.20 for 10 runs, 4.32 for 20, 3.77
  for 50. It takes at least 20 runs that neither Shapiro and Wilk's nor Anderson and Darling's test
  tells from a normal distribution. Shares crowd below 1, so they are tried as log-odds first, and
  as they are second; what has no bound above, as logarithms first.

No test proves a normal tail: 20 runs show a gross departure, no more. So it is always said which
of both was used, on which scale.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from grader.errors import UsageError

RATE: Final = 0.001
CONFIDENCE: Final = 0.95
FEWEST: Final = 20
"""Fewer runs tell nothing of a distribution's form."""
LEVEL: Final = 0.05
"""The level of each test for a normal distribution."""
DOUBTFUL: Final = 1e-12

Side = Literal["least", "most"]
Kind = Literal["share", "positive", "plain"]
Scale = Literal["plain", "logit", "log"]
SCALES: Mapping[Kind, tuple[Scale, ...]] = MappingProxyType(
    {"share": ("logit", "plain"), "positive": ("log", "plain"), "plain": ("plain",)}
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Numbers on the scale on which they look normal; ``rejected`` where they do on none.

    Attributes:
        scale: Which scale.
        mean: On that scale, as ``sd``.
        shapiro: The p value of Shapiro and Wilk's test.
        anderson: The p value of Anderson and Darling's, as far as it is tabled: 0.01 to 0.15.
        rejected: Whether one of both is below the level, or too few runs were made to ask.
    """

    scale: Scale
    mean: float
    sd: float
    shapiro: float
    anderson: float
    rejected: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A line, and what is promised of it.

    Attributes:
        at: The line.
        by: ``normal``, or ``order`` where nothing is assumed.
        rate: Right code falls beyond it at most so often,
        confidence: with so much confidence.
        factor: How many deviations it lies from the mean; of an order statistic, its rank.
    """

    at: float
    by: Literal["normal", "order"]
    rate: float
    confidence: float
    factor: float

    @property
    def allowed(self) -> bool:
        """Whether it promises what a threshold must promise."""
        return self.rate <= RATE


def bound(values: Sequence[float], shape: Shape, side: Side) -> Bound:
    """Return the line beyond which right code falls rarely, on the side of ``least`` or ``most``.

    Order statistics where there are enough runs, else the normal bound where it may be used, else
    the lowest run with the weaker promise it gives.
    """
    n = len(values)
    ordered = sorted(values, reverse=side == "most")
    rank = largest_rank(n)
    if rank:
        return Bound(ordered[rank - 1], "order", RATE, CONFIDENCE, rank)
    if shape.rejected:
        return Bound(ordered[0], "order", proven_rate(n), CONFIDENCE, 1)
    k = tolerance_factor(n)
    sign = -1.0 if side == "least" else 1.0
    at = _BACK[shape.scale](shape.mean + sign * k * shape.sd)
    return Bound(at, "normal", RATE, CONFIDENCE, k)


def tolerance_factor(n: int, rate: float = RATE, confidence: float = CONFIDENCE) -> float:
    """Return k: mean − k·sd of n normal numbers has at most ``rate`` below it, so confidently."""
    stats = _stats()
    centre = stats.norm.isf(rate) * math.sqrt(n)
    return float(stats.nct.ppf(confidence, n - 1, centre) / math.sqrt(n))


def largest_rank(n: int, rate: float = RATE, confidence: float = CONFIDENCE) -> int:
    """Return which lowest of n runs has at most ``rate`` below it, so confidently; 0: none."""
    stats, rank = _stats(), 0
    while rank < n and stats.binom.sf(rank, n, rate) >= confidence:
        rank += 1
    return rank


def runs_needed(rank: int, rate: float = RATE, confidence: float = CONFIDENCE) -> int:
    """Return how many runs it takes until the lowest but so many promises the rate."""
    few, many = rank, rank * 2
    while largest_rank(many, rate, confidence) < rank:
        few, many = many, many * 2
    while many - few > 1:
        middle = (few + many) // 2
        enough = largest_rank(middle, rate, confidence) >= rank
        few, many = (few, middle) if enough else (middle, many)
    return many


def proven_rate(n: int, confidence: float = CONFIDENCE) -> float:
    """Return the false-fail rate that the lowest of n runs promises: 1 − (1 − confidence)^(1/n)."""
    return -math.expm1(math.log1p(-confidence) / n)


def upper_share(passed: int, tried: int, confidence: float = CONFIDENCE) -> float:
    """Return Clopper and Pearson's upper bound for a share of which so many were seen."""
    if passed >= tried:
        return 1.0
    return float(_stats().beta.ppf(confidence, passed + 1, tried - passed))


def shape(values: Sequence[float], kind: Kind) -> Shape:
    """Return the first scale on which neither test tells the numbers from a normal distribution.

    Where there is none, or fewer than 20 numbers, or they are all the same: as they are, rejected.
    """
    found = [_shape(values, scale) for scale in SCALES[kind] if _fits(values, scale)]
    return next((each for each in found if not each.rejected), found[-1])


def deviations(at: float, shape: Shape) -> float:
    """Return how many deviations a line lies from the mean, on the scale that was used."""
    if shape.sd <= DOUBTFUL or not _fits([at], shape.scale):
        return math.inf
    return abs(_FORTH[shape.scale](at) - shape.mean) / shape.sd


def _shape(values: Sequence[float], scale: Scale) -> Shape:
    z = [_FORTH[scale](value) for value in values]
    mean = math.fsum(z) / len(z)
    sd = math.sqrt(math.fsum((x - mean) ** 2 for x in z) / (len(z) - 1)) if len(z) > 1 else 0.0
    if len(z) < FEWEST or sd <= DOUBTFUL:
        return Shape(scale, mean, sd, math.nan, math.nan, rejected=True)
    shapiro, anderson = float(_stats().shapiro(z).pvalue), _anderson(z)
    return Shape(scale, mean, sd, shapiro, anderson, rejected=min(shapiro, anderson) < LEVEL)


def _anderson(z: Sequence[float]) -> float:
    """Return the p value of Anderson and Darling's test, between 0.01 and 0.15."""
    import numpy as np

    stats = _stats()
    try:
        return float(stats.anderson(z, dist="norm", method="interpolate").pvalue)
    except TypeError:  # before 1.17, scipy left reading the table to its callers
        found = stats.anderson(z, dist="norm")
        levels = np.log(np.asarray(found.significance_level) / 100.0)
        return float(np.exp(np.interp(found.statistic, found.critical_values, levels)))


def _fits(values: Sequence[float], scale: Scale) -> bool:
    """Say whether every number has a place on a scale."""
    least, most = min(values), max(values)
    return scale == "plain" or (least > 0.0 and (scale == "log" or most < 1.0))


_FORTH: Mapping[Scale, Callable[[float], float]] = MappingProxyType(
    {"plain": float, "logit": lambda p: math.log(p / (1.0 - p)), "log": math.log}
)
_BACK: Mapping[Scale, Callable[[float], float]] = MappingProxyType(
    {"plain": float, "logit": lambda z: 1.0 / (1.0 + math.exp(-z)), "log": math.exp}
)


def _stats() -> Any:
    """Return scipy's statistics.

    Raises:
        UsageError: It is not installed.
    """
    try:
        from scipy import stats
    except ImportError as problem:
        message = "calibration needs scipy for its bounds, and it is not installed"
        raise UsageError(message, hint="pip install 'nn-grader[calibrate]'") from problem
    return stats


def needs_scipy() -> None:
    """Refuse to begin what could not be finished.

    Raises:
        UsageError: scipy is not installed.
    """
    _stats()
