"""``sweep``: the same training at several settings, as an experiment in a report. In the judge.

Theory of operation
-------------------
Every setting is trained with every seed. One seed has one draw of data, one disguise and one start
of all random numbers, the same for every setting, so that settings differ in what is varied alone
and are compared seed by seed. What counts is the mean over the seeds, held against bands that were
calibrated for this very procedure; no setting is called better than another unless the assignment
has a band for their difference. Nothing is left out early: there is one look, at the end.

A band that guessing reaches says nothing for a network that guesses everywhere. Such bands, and
differences, count only where at least one band above guessing holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.bench import Bench
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question, Threshold
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader_plugins.checks.learning import rescaling
from grader_plugins.checks.learning.lessons import drawn
from grader_plugins.checks.learning.measuring import measured
from grader_plugins.checks.learning.measuring import told as trouble_of
from grader_plugins.checks.learning.pace import Pace
from grader_plugins.checks.learning.runs import Run, misfits, missing_calls, run_of
from grader_plugins.checks.learning.sweep_params import Band, SweepParams
from grader_plugins.checks.learning.thresholds import of_sweep

ABOVE = 0.05
"""A band begins above guessing where it begins by so much above one in so many classes."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting with one seed; ``remark`` is what the weights say against the predictions."""

    title: str
    accuracy: float
    answer: Answer
    trouble: str = ""
    remark: str = ""


class Sweep:
    """Trains at every setting with every seed, and compares the means with calibrated bands."""

    name = "sweep"
    summary = "the student's own training at several settings, against calibrated bands"
    params = SweepParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for an interface, and for one band that a network must learn to reach."""
        params: SweepParams = bench.params(spec)
        missing = missing_calls(bench, params.calls)
        if missing:
            return missing
        try:
            runs = bench.once(spec, _runs)
            runs[0].fitted(params.fit)
        except ValueError as problem:
            return [str(problem)]
        if not _beyond_guessing(params, runs[0].lesson.classes):
            return ["no band begins above guessing: what learns nothing would pass"]
        return [*misfits(runs), *rescaling.misfits(spec, bench, runs[0])]

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one training question per setting and seed; they wait until the check is judged."""
        params: SweepParams = bench.params(spec)
        return [run.fitted(params.fit) for run in bench.once(spec, _runs)]

    def thresholds(self, spec: CheckSpec) -> Sequence[Threshold]:
        """Hold every setting's mean and every difference against its band."""
        return of_sweep(SweepParams.model_validate(dict(spec.params)))

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Train at every setting with every seed, then compare once."""
        params: SweepParams = hearing.bench.params(spec)
        runs = hearing.bench.once(spec, _runs)
        pace = Pace(hearing.watch, runs=len(runs), allowed=params.seconds)
        trials = [
            _trial(hearing, rescaling.fitting(run, hearing), params)
            for run in pace.each(runs, label=lambda run: run.label)
        ]
        return _judged(params, trials, runs[0].lesson.classes)


def _runs(spec: CheckSpec, bench: Bench) -> tuple[Run, ...]:
    """Draw one lesson per seed and let every setting have it."""
    params: SweepParams = bench.params(spec)
    lessons = [drawn(spec, bench, params, number) for number in range(params.seeds)]
    found: list[Run] = []
    for setting in params.settings:
        title = params.title(setting)
        given = {**params.facts, **dict(zip(params.names, setting, strict=True))}
        found += [
            run_of(
                spec,
                bench,
                lesson,
                given,
                name=f"{title}/{number}",
                label=f"{title}, seed {number + 1} of {params.seeds}",
                part=title,
                number=number,
            )
            for number, lesson in enumerate(lessons)
        ]
    return tuple(found)


def _trial(hearing: Hearing, run: Run, params: SweepParams) -> Trial:
    """Train once at one setting, and count."""
    (trained,) = hearing.carry_out(run.spec, params.fit, [run.fitted(params.fit)])
    if not trained.came:
        return Trial(run.part, 0.0, trained, trouble_of(trained, hearing, params.fit))
    found = measured(hearing, run, params, run.lesson.evaluation, name="evaluated")
    return Trial(run.part, found.accuracy, found.answer, found.trouble, found.remark)


def _beyond_guessing(params: SweepParams, classes: int) -> dict[str, Band]:
    """Return the bands that guessing does not reach."""
    return {t: band for t, band in params.banded.items() if band[0] >= 1.0 / classes + ABOVE}


def _judged(params: SweepParams, trials: Sequence[Trial], classes: int) -> Judgement:
    """Compare every setting's mean with its band, and paired differences with theirs."""
    by_title: dict[str, list[Trial]] = {params.title(setting): [] for setting in params.settings}
    for trial in trials:
        by_title[trial.title].append(trial)
    means = {title: _mean(each) for title, each in by_title.items()}
    learns = any(_within(means[t], band) for t, band in _beyond_guessing(params, classes).items())
    parts = [
        _part(title, means[title], band, by_title[title], learns=learns)
        for title, band in params.banded.items()
    ]
    for difference in params.differences:
        one, other = params.compared(difference)
        paired = _paired(by_title[one], by_title[other])
        parts.append(_ahead(one, other, paired, difference.between, learns=learns))
    text = "; ".join(p.text for p in parts if p.status is not Status.PASSED)
    return Judgement(
        parts=tuple(parts),
        student_text=text or "every setting came out as it should",
        staff_text=text or "every setting came out as it should",
        evidence=_evidence(params, by_title, means),
        stdout=trials[0].answer.stdout,
        seconds=sum(trial.answer.seconds for trial in trials),
    )


def _part(
    title: str, mean: float | None, band: Band, trials: Sequence[Trial], *, learns: bool
) -> PartVerdict:
    failed = next((trial for trial in trials if trial.trouble), None)
    if failed is not None:
        came = failed.answer.came
        status = Status.FAILED if came else failed.answer.status
        return PartVerdict(title, status, f"{title}: {failed.trouble}")
    said = f"{title}: {_percent(mean)} of new examples were classified rightly"
    if not _within(mean, band):
        remark = next((f". {trial.remark}" for trial in trials if trial.remark), "")
        return PartVerdict(title, Status.FAILED, f"{said}; {_spelt(band)} was expected{remark}")
    if not learns:
        return PartVerdict(title, Status.FAILED, f"{said}, as at every setting: nothing is learnt")
    return PartVerdict(title, Status.PASSED, said)


def _ahead(one: str, other: str, paired: float | None, band: Band, *, learns: bool) -> PartVerdict:
    name = f"{one} against {other}"
    if paired is None:
        return PartVerdict(name, Status.FAILED, f"{name}: one of them could not be trained")
    said = f"{name}: {100 * paired:+.1f} points of accuracy in the mean over the seeds"
    if learns and band[0] <= paired <= band[1]:
        return PartVerdict(name, Status.PASSED, said)
    asked = f"{100 * band[0]:+g} to {100 * band[1]:+g} was expected"
    return PartVerdict(name, Status.FAILED, f"{said}; {asked}")


def _mean(trials: Sequence[Trial]) -> float | None:
    if any(trial.trouble for trial in trials):
        return None
    return float(np.mean([trial.accuracy for trial in trials]))


def _paired(one: Sequence[Trial], other: Sequence[Trial]) -> float | None:
    """Return the mean difference, seed by seed."""
    if any(trial.trouble for trial in (*one, *other)):
        return None
    pairs = zip(one, other, strict=True)
    return float(np.mean([a.accuracy - b.accuracy for a, b in pairs]))


def _within(mean: float | None, band: Band) -> bool:
    return mean is not None and band[0] <= mean <= band[1]


def _evidence(
    params: SweepParams,
    by_title: Mapping[str, Sequence[Trial]],
    means: Mapping[str, float | None],
) -> Evidence:
    """Keep the table of means, and every seed's accuracy."""
    axes = [{"name": name, "values": list(values)} for name, values in params.vary.items()]
    width = len(axes[1]["values"]) if len(axes) > 1 else 1
    flat = [None if mean is None else round(mean, 6) for mean in means.values()]
    table = {
        "rows": axes[0],
        "columns": axes[1] if len(axes) > 1 else None,
        "accuracy": [flat[start : start + width] for start in range(0, len(flat), width)],
    }
    seeds = {title: [round(t.accuracy, 6) for t in each] for title, each in by_title.items()}
    details: dict[str, Any] = {"sweep": table, "seeds": seeds}
    return Evidence(asked=f"your training, on {params.dataset}", details=details)


def _percent(mean: float | None) -> str:
    return "none" if mean is None else f"{100 * mean:.1f} %"


def _spelt(band: Band) -> str:
    return f"{100 * band[0]:g} to {100 * band[1]:g} %"
