"""``artifact``: a file that was handed in, judged by what it is good for. Runs in the judge.

Theory of operation
-------------------
A file is decoded in a child in which no line of the submission ever runs (``worker/artifacts``),
by readers that are bounded and unpickle nothing; what crosses are arrays, or figures on a picture.
Weights go through the judge's own forward pass on examples that never leave the judge; predictions
are counted against labels that do not either; a picture must be of some size and not of one colour.

What it proves is that the file is good, not where it comes from: weights may have been trained
anywhere, with whatever code. A ``training`` or a ``trajectory`` proves that the code handed in does
train. Where an assignment says what was to be learnt from, weights that do better on what decides
were learnt from that, and earn nothing.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.bench import Bench
from grader.errors import GraderError
from grader.examination.artifacts import Artifact, Found
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Examples, Question
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader_plugins.checks.files.artifact_examples import Evaluation, evaluated, known
from grader_plugins.checks.files.artifact_params import ArtifactParams
from grader_plugins.checks.files.artifact_weights import Weights, is_dense, weights_in, widths_of
from grader_plugins.checks.learning.measuring import forward_pass
from grader_plugins.checks.learning.predictions import Classes, classes_of, confusion
from grader_plugins.checks.parts import unknown_parts

Numbers = NDArray[Any]

SCALES = (1.0, 255.0, 256.0)
"""By what bytes are divided in courses, or not."""
TELLING = 0.2
"""By how much another scale must do better to be worth a word."""
BEYOND = 0.015
"""By how much weights must do better on what decides than on what was to be learnt from. Of 42
epochs of three right trainings on digits none was 0.006 ahead; one on the test digits was 0.039."""
LEFT_OUT = "was not handed in: it is optional, and leaving it out costs nothing"
FILES = 12
"""How many files a sentence names."""


class ArtifactCheck:
    """Judges weights, predictions or a picture by the file alone."""

    name = "artifact"
    summary = "a checkpoint or predictions, counted by the judge; a picture that is not blank"
    params = ArtifactParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a data set that fits the network, and for examples to judge by."""
        params: ArtifactParams = bench.params(spec)
        strange = unknown_parts(spec, params.parts)
        if params.optional and spec.points:
            strange = [*strange, "optional: what may be left out earns no points"]
        if strange or params.picture is not None:
            return strange
        dataset = bench.registry.datasets[params.dataset]
        splits = dataset.load(**params.options)
        for name in (params.on, params.learnt_from or params.on):
            if not len(getattr(splits, name)):
                return [f"{params.dataset} has no {name!r} examples with these options"]
        return _misfits(params, int(np.prod(dataset.input_shape)), dataset.classes)

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Ask nothing."""
        del spec, bench
        return ()

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Look for the file, and hold it against what is asked of it."""
        params: ArtifactParams = hearing.bench.params(spec)
        found = looked_for(spec, hearing)
        refused = _refused(found, (params.file, *spec.aliases))
        if refused is not None and refused[0] is Status.MISSING and params.optional:
            return _all(params, Status.SKIPPED, f"{params.file} {LEFT_OUT}")
        if refused is not None:
            return _all(params, *refused)
        if params.picture is not None:
            return _picture(params, found.artifacts[0])
        if params.predictions:
            return _predictions(spec, hearing, found.artifacts[0])
        return _checkpoint(spec, hearing, found)


def looked_for(spec: CheckSpec, hearing: Hearing) -> Found:
    """Return the files that a check may mean, decoded.

    Raises:
        GraderError: The reader itself broke, which is nobody's fault but ours.
    """
    params: ArtifactParams = hearing.bench.params(spec)
    found = hearing.artifacts((params.file, *spec.aliases))
    if found.status is Status.CRASHED:
        raise GraderError(
            f"{params.file} could not be decoded: the reader ended",
            hint="report this one, with the file",
        )
    return found


def checkpoint(spec: CheckSpec, hearing: Hearing) -> Weights | str:
    """Return the weights that a submission's checkpoint holds, or why there are none."""
    return weights_of(spec, hearing.bench, looked_for(spec, hearing))


def weights_of(spec: CheckSpec, bench: Bench, found: Found) -> Weights | str:
    """Return the weights that files hold, or why there are none."""
    params: ArtifactParams = bench.params(spec)
    refused = _refused(found, (params.file, *spec.aliases))
    return refused[1] if refused is not None else _weights(params, found.artifacts)[1]


def right_share(
    spec: CheckSpec,
    bench: Bench,
    weights: Weights,
    examples: Examples,
    *,
    divisors: Sequence[float] = (),
) -> tuple[float, Classes]:
    """Return which share of examples (N) a checkpoint classifies rightly, and its classes.

    By the judge's own forward pass; of several ways to scale the inputs, the best counts.

    Args:
        spec: The artifact.
        bench: What was prepared once.
        weights: Its weights.
        examples: What is classified.
        divisors: By what inputs are divided; none: by what the assignment says.
    """
    params: ArtifactParams = bench.params(spec)
    forward = bench.once(spec, forward_pass)
    classes = bench.registry.datasets[params.dataset].classes
    counted: list[tuple[float, Classes]] = []
    for divisor in divisors or params.divisors:
        rows = examples.inputs.reshape(len(examples), -1) / divisor
        with np.errstate(all="ignore"):
            scores = forward(rows.astype(np.float64, copy=False), *weights.tensors)
        predicted = classes_of(np.asarray(scores), len(examples), classes)
        assert not isinstance(predicted, str)
        counted.append((float(np.mean(predicted == examples.labels)), predicted))
    return max(counted, key=lambda each: each[0])


def _misfits(params: ArtifactParams, features: int, classes: int) -> list[str]:
    if not params.architecture:
        return []
    if not is_dense(params.architecture):
        return ["architecture: weights are read of fully connected networks alone: 784-H-10 relu"]
    widths = widths_of(params.architecture)
    problems = []
    if widths[0] not in (None, features) or widths[-1] not in (None, classes):
        problems.append(
            f"architecture: {params.dataset} has {features} numbers an input and {classes} classes"
        )
    if params.parameters and len(params.parameters) != 2 * (len(widths) - 1):
        asked = 2 * (len(widths) - 1)
        problems.append(f"parameters: {len(params.parameters)} names, and the network has {asked}")
    return problems


def _refused(found: Found, names: Sequence[str]) -> tuple[Status, str] | None:
    """Return why there is nothing to judge, if there is nothing."""
    if found.status is Status.SKIPPED:
        return Status.SKIPPED, "not looked at: the time for this submission was used up"
    if found.status is not Status.PASSED:
        return found.status, f"{names[0]} takes more time or memory to read than is allowed"
    if not found.artifacts:
        return Status.MISSING, missing(names, found.listed)
    return None


def missing(names: Sequence[str], listed: Sequence[str]) -> str:
    """Say what was looked for and what there is."""
    there = ", ".join(listed[:FILES]) + (", …" if len(listed) > FILES else "")
    return f"{' or '.join(names)} was looked for and not found; what was handed in: {there}"


def _all(params: ArtifactParams, status: Status, text: str) -> Judgement:
    """Return the same verdict on every part."""
    return Judgement(
        parts=tuple(PartVerdict(name, status) for name in params.parts),
        student_text=text,
        staff_text=text,
    )


def _picture(params: ArtifactParams, artifact: Artifact) -> Judgement:
    assert params.picture is not None
    seen = artifact.picture
    if seen is None:
        why = artifact.trouble or "it is no picture"
        return _all(params, Status.FAILED, f"{artifact.path}: {why}")
    width, height = params.picture.least
    text = ""
    if seen.width < width or seen.height < height:
        size = f"{seen.width} × {seen.height} points"
        text = f"{artifact.path} has {size}; at least {width} × {height} were asked for"
    elif seen.drawn < params.picture.drawn:
        text = f"{artifact.path} is blank: was it saved before anything was drawn, or after show()?"
    return _all(params, Status.FAILED if text else Status.PASSED, text)


def _weights(
    params: ArtifactParams, artifacts: Sequence[Artifact]
) -> tuple[Artifact, Weights | str]:
    """Return the first file whose arrays are the network's weights, else the first and why not."""
    tried: list[tuple[Artifact, Weights | str]] = []
    widths = widths_of(params.architecture)
    for artifact in artifacts:
        why: Weights | str = artifact.trouble or "it holds no arrays"
        if artifact.arrays:
            why = weights_in(artifact.arrays, params.parameters, widths, widest=params.widest)
        told = why if isinstance(why, Weights) else f"{artifact.path}: {why}"
        tried.append((artifact, told))
    return next((each for each in tried if isinstance(each[1], Weights)), tried[0])


def _checkpoint(spec: CheckSpec, hearing: Hearing, found: Found) -> Judgement:
    params: ArtifactParams = hearing.bench.params(spec)
    artifact, weights = _weights(params, found.artifacts)
    if isinstance(weights, str):
        return _all(params, Status.FAILED, weights)
    evaluation = hearing.bench.once(spec, evaluated)
    share, predicted = right_share(spec, hearing.bench, weights, evaluation.examples)
    spelt = "-".join(map(str, weights.widths))
    subject = f"the network in {artifact.path} ({spelt})"
    if share < min(params.accuracy):
        hint = _scaled(spec, hearing, weights, share)
        return _counted(params, subject, share, predicted, evaluation, hint)
    ahead = _ahead(spec, hearing, weights, share)
    if ahead:
        return _all(params, Status.FAILED, f"{subject}: {ahead}")
    return _counted(params, subject, share, predicted, evaluation)


def _ahead(spec: CheckSpec, hearing: Hearing, weights: Weights, share: float) -> str:
    """Say where weights do better on what decides than on what was to be learnt from."""
    params: ArtifactParams = hearing.bench.params(spec)
    if params.learnt_from is None:
        return ""
    examples = hearing.bench.once(spec, known).examples
    before, _ = right_share(spec, hearing.bench, weights, examples)
    if share - before <= BEYOND:
        return ""
    return (
        f"{100 * share:.1f} % of the {params.on} split are classified rightly, and only"
        f" {100 * before:.1f} % of the {params.learnt_from} split: it was trained on what it is"
        f" tested by. Train on the {params.learnt_from} split alone"
    )


def _scaled(spec: CheckSpec, hearing: Hearing, weights: Weights, share: float) -> str:
    """Say where the weights fit inputs of another scale than those the assignment asks for."""
    params: ArtifactParams = hearing.bench.params(spec)
    evaluation = hearing.bench.once(spec, evaluated)
    for divisor in SCALES:
        other, _ = right_share(
            spec, hearing.bench, weights, evaluation.examples, divisors=[divisor]
        )
        if other > share + TELLING:
            asked = " or ".join(f"{each:g}" for each in params.divisors)
            return (
                f". Divided by {divisor:g} in place of {asked}, the same inputs would be right for"
                f" {100 * other:.1f} %: were they scaled as asked when it was trained?"
            )
    return ""


def _predictions(spec: CheckSpec, hearing: Hearing, artifact: Artifact) -> Judgement:
    params: ArtifactParams = hearing.bench.params(spec)
    dataset = hearing.bench.registry.datasets[params.dataset]
    pool: Examples = getattr(dataset.load(**params.options), params.on)
    if not artifact.arrays:
        why = artifact.trouble or "it holds no numbers"
        return _all(params, Status.FAILED, f"{artifact.path}: {why}")
    predicted = predicted_in(artifact, len(pool), dataset.classes)
    if isinstance(predicted, str):
        return _all(params, Status.FAILED, f"{artifact.path}: {predicted}")
    share = float(np.mean(predicted == pool.labels))
    evaluation = Evaluation(pool, dataset.classes)
    return _counted(params, artifact.path, share, predicted, evaluation)


def predicted_in(artifact: Artifact, count: int, classes: int) -> Classes | str:
    """Return the classes that a file predicts; a first column of row numbers is left out."""
    array = next(iter(artifact.arrays.values()))
    if array.ndim == 2 and array.shape[1] == 2:
        first = array[:, 0]
        if len(first) and np.array_equal(first - first[0], np.arange(len(first))):
            array = array[:, 1]
    return classes_of(array, count, classes)


def _counted(
    params: ArtifactParams,
    subject: str,
    share: float,
    predicted: Classes,
    by: Evaluation,
    hint: str = "",
) -> Judgement:
    labels, count = by.examples.labels, len(by.examples)
    said = f"{subject}: {100 * share:.1f} % of {count} examples are classified rightly"
    asked = next((t for t in sorted(params.accuracy) if share < t), None)
    text = said if asked is None else f"{said}; {100 * asked:g} % were asked for{hint}"
    return Judgement(
        parts=tuple(
            PartVerdict(f"{t:g}", Status.PASSED if share >= t else Status.FAILED)
            for t in params.accuracy
        ),
        student_text=text,
        staff_text=text,
        evidence=Evidence(
            asked=f"{params.file}, on {params.dataset}",
            details={
                "accuracy": [round(share, 6)],
                "thresholds": list(params.accuracy),
                "confusion": [list(row) for row in confusion(labels, predicted, by.classes)],
            },
        ),
    )
