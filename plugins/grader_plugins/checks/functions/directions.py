"""A gradient against the student's own loss, by directions drawn afterwards. Runs in the judge.

Theory of operation
-------------------
Code that has seen its own gradient could answer every sweep with a plane of that slope. So each
loss that is swept is held against the reference's at the same point, and a gradient passes only
beside a loss that is right there.
"""

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question, Sweep
from grader.models.assignment import CheckSpec
from grader.models.report import Evidence, Status
from grader.numerics.comparison import as_numbers, fitted, is_single, split
from grader.numerics.differences import Block, block_verdicts
from grader.seeds import drawn_from
from grader.worker.answering import direction

Floats = NDArray[np.float64]
RETRY_EPSILON = 1e-6
LOSS_TOLERANCE = 1e-9
LOSS_TOLERANCE_SINGLE = 1e-5


def judge_directions(spec: CheckSpec, hearing: Hearing) -> Judgement:
    """Hold the gradient that came back against central differences of the student's own loss."""
    combination = hearing.combination(spec)
    question = hearing.bench.questions(spec)[0]
    answer = hearing.answer(question, combination)
    if not answer.came:
        return _failed(answer.status, answer.trouble())
    gradients = _gradients(spec, hearing, question, answer)
    if isinstance(gradients, str):
        return _failed(Status.FAILED, gradients)
    params = hearing.bench.params(spec)
    blocks = _sweep(spec, hearing, question, gradients, params.epsilon)
    if isinstance(blocks, str):
        return _failed(Status.FAILED, blocks)
    if any(not block.agrees for block in blocks):
        again = _sweep(spec, hearing, question, gradients, RETRY_EPSILON)
        if not isinstance(again, str):
            blocks = tuple(b if b.agrees else a for a, b in zip(again, blocks, strict=True))
    return _judged(blocks)


def _gradients(
    spec: CheckSpec, hearing: Hearing, question: Question, answer: Answer
) -> Mapping[str, Floats] | str:
    """Return the gradient of every parameter by its name, or what is wrong with the answer."""
    outputs = hearing.bench.function(spec).outputs
    presented = hearing.combination(spec).present(question.arguments)
    pieces = split(answer.value, outputs)
    if isinstance(pieces, str):
        return pieces
    found = {}
    for name, piece in zip(outputs, pieces, strict=True):
        parameter = np.asarray(presented[name.removeprefix("d")])
        array = as_numbers(piece)
        if isinstance(array, str):
            return f"{name}: {array}"
        array = fitted(array, parameter.shape)
        if array.shape != parameter.shape:
            return f"{name}: the shape is {array.shape}, its parameter's is {parameter.shape}"
        found[name.removeprefix("d")] = array
    return found


def _sweep(
    spec: CheckSpec,
    hearing: Hearing,
    question: Question,
    gradients: Mapping[str, Floats],
    epsilon: float,
) -> tuple[Block, ...] | str:
    """Ask the student's loss along directions that the gradient itself seeds."""
    from concurrent.futures import ThreadPoolExecutor

    loss = hearing.bench.checks[hearing.bench.params(spec).loss]
    combination = hearing.combination(loss)
    asked = _along(spec, hearing, question, gradients, epsilon)
    # The reference's losses are computed while the student's side computes its own.
    with ThreadPoolExecutor(max_workers=1) as beside:
        right = beside.submit(_right_losses, hearing, loss, asked)
        hearing.ask([(loss, asked, combination)])
    losses = _losses(loss, asked, hearing.answer(asked, combination))
    if isinstance(losses, str):
        return losses
    due = right.result()
    if not _same_losses(losses, due):
        return f"the loss {loss.function} is not right where the gradient is tested; mend it first"
    # Differences of float32 losses are mostly rounding. The right ones, which they agree with at
    # every point, have the same slopes.
    slopes = due if is_single(losses) else losses
    return block_verdicts(gradients, slopes, seed=_swept(asked).seed, epsilon=epsilon)


def _along(
    spec: CheckSpec,
    hearing: Hearing,
    question: Question,
    gradients: Mapping[str, Floats],
    epsilon: float,
) -> Question:
    """Return the question for the loss at both ends of every direction."""
    params = hearing.bench.params(spec)
    return Question(
        id=f"{spec.id}/directions/{epsilon:g}",
        check=spec.id,
        function=hearing.bench.checks[params.loss].function,
        arguments=question.arguments,
        part="directions",
        label="the loss along random directions",
        sweep=Sweep(
            parameters=tuple(gradients),
            seed=_seed(drawn_from(hearing.bench.seed, spec.seed), gradients),
            directions=params.directions,
            epsilon=epsilon,
        ),
        rule="none",
        kept=False,
    )


def _swept(asked: Question) -> Sweep:
    """Return the sweep of a question that has one."""
    assert asked.sweep is not None
    return asked.sweep


def _losses(loss: CheckSpec, asked: Question, answer: Answer) -> Floats | str:
    """Return the losses that came back, by parameter, direction and side, or what is wrong."""
    if not answer.came:
        return f"the loss {loss.function}: {answer.trouble()}"
    losses = as_numbers(answer.value)
    sweep = _swept(asked)
    if isinstance(losses, str) or losses.shape != (len(sweep.parameters), sweep.directions, 2):
        return f"the loss {loss.function} gave no numbers to compare"
    return losses


def _same_losses(losses: Floats, right: Floats) -> bool:
    """Say whether every loss along the directions is the reference's at that point."""
    with np.errstate(all="ignore"):
        tolerance = LOSS_TOLERANCE_SINGLE if is_single(losses) else LOSS_TOLERANCE
        bound = tolerance * np.max(np.abs(right), initial=0.0)
        return bool(np.all(np.abs(losses - right) <= bound))


def _right_losses(hearing: Hearing, loss: CheckSpec, asked: Question) -> Floats:
    """Return the reference's loss at every point of the sweep."""
    sweep, combination = _swept(asked), hearing.combination(loss)
    function = hearing.bench.function(loss)
    presented = combination.present(asked.arguments)
    right = np.empty((len(sweep.parameters), sweep.directions, 2))
    for block, name in enumerate(sweep.parameters):
        centre, shown = np.asarray(asked.arguments[name]), np.asarray(presented[name])
        for number in range(sweep.directions):
            step = sweep.epsilon * direction(sweep.seed, block, number, shown.shape)
            for side, sign in enumerate((1.0, -1.0)):
                moved = {**asked.arguments, name: centre + sign * _as_ours(step, centre, shown)}
                value = np.asarray(combination.right(function, moved), dtype=float)
                right[block, number, side] = value.reshape(-1)[0]
    return right


def _as_ours(step: Floats, centre: Floats, shown: Floats) -> Floats:
    """Return a step in the form of our parameter, where students are shown it transposed."""
    if np.array_equal(centre, shown):
        return step
    if np.array_equal(centre.T, shown):
        return step.T
    raise ValueError("a parameter is neither shown as it is nor transposed: its steps are unknown")


def _seed(drawn: str, gradients: Mapping[str, Floats]) -> int:
    """Return a seed that nobody knows before the gradient is handed over."""
    digest = hashlib.sha256(drawn.encode())
    for array in gradients.values():
        digest.update(np.ascontiguousarray(array).tobytes())
    return int.from_bytes(digest.digest()[:6], "little")


def _judged(blocks: tuple[Block, ...]) -> Judgement:
    off = [block for block in blocks if not block.agrees]
    if not off:
        return Judgement(parts=(PartVerdict("ordinary", Status.PASSED),))
    names = ", ".join(f"d{block.name}" for block in off)
    verb = "is" if len(off) == 1 else "are"
    text = f"{names} {verb} not what your own loss changes by when its parameter moves a little"
    tensors = {f"d{block.name}": block.text for block in blocks}
    return Judgement(
        parts=(PartVerdict("ordinary", Status.FAILED, text),),
        student_text=text,
        staff_text="; ".join(f"d{block.name}: {block.text}" for block in off),
        evidence=Evidence(
            asked="your own loss, along random directions", details={"tensors": tensors}
        ),
    )


def _failed(status: Status, text: str) -> Judgement:
    return Judgement(
        parts=(PartVerdict("ordinary", status, text),), student_text=text, staff_text=text
    )
