"""Which measured numbers are held against which keys of a training, a sweep, a prior.

They are read from the evidence of a report, so that what is calibrated is what was judged. Runs in
the judge.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.kinds import Line, Threshold
from grader_plugins.checks.learning.params import EarlyBand, TrainingParams
from grader_plugins.checks.learning.sweep_params import Band, Difference, SweepParams

Details = Mapping[str, Any]
Reader = Callable[[Details], float | None]


def of_training(params: TrainingParams) -> tuple[Threshold, ...]:
    """Return accuracy, loss and the early band, the median of the runs each."""
    found: list[Threshold] = []
    if params.accuracy:
        lines = [(("accuracy", number), at) for number, at in enumerate(params.accuracy)]
        read = _median("accuracy", params.runs, worst=0.0)
        least = tuple(sorted(lines, key=lambda line: line[1]))
        found.append(Threshold(name="accuracy", measured=read, least=least, scale="share"))
    if params.loss is not None:
        read = _median("loss", params.runs, worst=float("inf"))
        most = ((("loss", "at_most"), params.loss.at_most),)
        found.append(Threshold(name="loss", measured=read, most=most, scale="positive"))
    return (*found, *_early(params.early, params.runs))


def _early(band: EarlyBand | None, runs: int) -> Iterator[Threshold]:
    """Give a threshold for each side, since what was left out is the worst on its own side."""
    if band is not None and band.at_least > 0.0:
        line = (("early", "at_least"), band.at_least)
        read = _median("early", runs, worst=0.0)
        yield Threshold(name="early, least", measured=read, least=(line,), scale="share")
    if band is not None and band.at_most < 1.0:
        line = (("early", "at_most"), band.at_most)
        read = _median("early", runs, worst=1.0)
        yield Threshold(name="early, most", measured=read, most=(line,), scale="share")


def _median(key: str, runs: int, *, worst: float) -> Reader:
    """Read the median of all runs; one that was left out since it changed nothing is the worst."""

    def read(details: Details) -> float | None:
        values = details.get(key)
        if not isinstance(values, Sequence) or not values or None in values:
            return None
        median = float(np.median([*values, *[worst] * (runs - len(values))]))
        return median if np.isfinite(median) else None

    return read


def of_sweep(params: SweepParams) -> tuple[Threshold, ...]:
    """Return every setting with a band, and every difference with one."""
    titles = [params.title(setting) for setting in params.settings]
    paths = list(_paths(params))
    found = [
        _banded(title, band, path, _mean(titles.index(title)))
        for (title, band), path in zip(params.banded.items(), paths, strict=True)
    ]
    for number, difference in enumerate(params.differences):
        found.append(_compared(params, difference, number))
    return tuple(each for each in found if each.least or each.most)


def _paths(params: SweepParams) -> Iterator[tuple[str | int, ...]]:
    """Yield where each band stands, in the order of ``banded``."""
    for key, value in params.bands.items():
        inner = value if isinstance(value, Mapping) else [None]
        yield from (("bands", key) if other is None else ("bands", key, other) for other in inner)


def _banded(title: str, band: Band, path: tuple[str | int, ...], read: Reader) -> Threshold:
    least: tuple[Line, ...] = (((*path, 0), band[0]),) if band[0] > 0.0 else ()
    most: tuple[Line, ...] = (((*path, 1), band[1]),) if band[1] < 1.0 else ()
    return Threshold(name=title, measured=read, least=least, most=most, scale="share")


def _compared(params: SweepParams, difference: Difference, number: int) -> Threshold:
    one, other = params.compared(difference)
    path, band = ("differences", number, "between"), difference.between
    return Threshold(
        name=f"{one} against {other}",
        measured=_ahead(one, other),
        least=(((*path, 0), band[0]),) if band[0] > -1.0 else (),
        most=(((*path, 1), band[1]),) if band[1] < 1.0 else (),
    )


def _mean(number: int) -> Reader:
    """Read the mean of one setting from the table, whose cells come row by row."""

    def read(details: Details) -> float | None:
        rows = details.get("sweep", {}).get("accuracy", ())
        cells = [cell for row in rows for cell in row]
        return None if number >= len(cells) or cells[number] is None else float(cells[number])

    return read


def _ahead(one: str, other: str) -> Reader:
    """Read the mean difference of two settings, seed by seed."""

    def read(details: Details) -> float | None:
        seeds = details.get("seeds", {})
        if not seeds.get(one) or not seeds.get(other):
            return None
        pairs = zip(seeds[one], seeds[other], strict=True)
        return float(np.mean([a - b for a, b in pairs]))

    return read


def of_prior(within: float) -> tuple[Threshold, ...]:
    """Return how far the probabilities may be off the shares of the classes."""
    return (
        Threshold(
            name="within",
            measured=lambda details: details.get("off"),
            most=((("within",), within),),
            scale="positive",
        ),
    )
