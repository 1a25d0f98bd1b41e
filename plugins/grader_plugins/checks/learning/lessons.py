"""One training as questions: data in disguise, steps that train, and what is asked after it.

Runs in the judge. A *lesson* is one draw of data; several trainings may be made on the same one,
such as the settings of a sweep, which then differ in nothing but what they vary.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.bench import Bench
from grader.binding.interfaces import RETURNED, Compiler
from grader.kinds import Examples, Procedure, Question, Splits
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader.worker.wire import Shared
from grader_plugins.checks.learning.disguise import PLANE, Disguise, chosen
from grader_plugins.checks.learning.params import TaughtParams
from grader_plugins.checks.learning.scaling import InputsOf, measured_inputs

Numbers = NDArray[Any]
Step = Mapping[str, Any]

CURVE_ROWS = 2_000
"""How many examples a point of a learning curve is measured on, at most."""
DRAWN_POINTS = 300
TRAINED = "trained"
"""Under which name what training returned is kept, whatever is called after it."""
SEEDS_APART = 100_003
"""Epochs of one seed share no random numbers with those of the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Examples that are predicted: inputs and labels in disguise, and what travels of them.

    ``sent`` stands for the inputs in a question: they themselves, or their place in shared memory.
    """

    inputs: Numbers
    labels: NDArray[np.int64]
    sent: Any

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, rows: int) -> "Judged":
        """Return the first of them, at most so many."""
        rows = min(rows, len(self))
        sent = self.sent.rows(0, rows) if isinstance(self.sent, Shared) else self.sent[:rows]
        return Judged(self.inputs[:rows], self.labels[:rows], sent)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One draw of data in disguise.

    Attributes:
        arguments: What travels before training: X and T, in memory that all children share.
        evaluation: What decides; its inputs travel after training, its labels never.
        curve: What points of a learning curve are measured on: other examples, where there are
            enough. Their inputs lie in shared memory, since sending them would take longer than
            the training; nothing is decided by them but what time cut short.
        disguise: How names and places were traded.
        learnt: Some of the training examples as they were, for a picture; points of a plane alone.
        features: How many numbers an input has.
        rows: How many examples are trained on.
        classes: How many classes there are.
    """

    arguments: Mapping[str, Any]
    evaluation: Judged
    curve: Judged
    disguise: Disguise
    learnt: Examples
    features: int
    rows: int
    classes: int


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One training of one object: its questions, by what they ask."""

    id: str
    spec: CheckSpec
    label: str
    part: str
    lesson: Lesson
    params: TaughtParams
    interface: Interface
    facts: Mapping[str, Any]
    number: int

    def fitted(self, call: str) -> Question:
        """Return the question that makes the object and trains it in one call."""
        steps = (*self._begin(0), *self._listed("X", "T"), *self._compiler.steps(call), *_KEEP)
        return self._training(call, steps, name="", seconds=self.params.seconds)

    def taught(
        self, call: str, *, first: int, last: int, start: str = "", seconds: float
    ) -> Question:
        """Return the question that calls for epochs ``first`` to ``last``, counted from one."""
        compiler = self._compiler
        made = compiler.steps(start) if start else compiler.making()
        before = (*made, *_KEEP) if first == 1 else ()
        listed = self._listed("X", "T")
        epoch = (*listed, *_RETURN, *compiler.steps(call, fresh=False), *_KEEP)
        repeated = {"do": "repeat", "count": "epoch", "from": first, "times": last - first + 1}
        repeated["fresh"] = ["X", "T"]
        steps = (*self._begin(first), *before, {**repeated, "steps": list(epoch)})
        return self._training(call, steps, name=f"/{first}", seconds=seconds)

    def predicting(self, call: str, inputs: Any, *, name: str) -> Question:
        """Return the question that lets the trained object predict."""
        handed = (*self._turned("X"), *self._listed("X"))
        steps = (*handed, *_RETURN, *self._compiler.steps(call, fresh=False))
        return self._after(call, {"X": inputs}, steps, name=name)

    def reading(self, call: str, *, name: str) -> Question:
        """Return the question for every trained parameter.

        The answer has the room of its question: as many bytes as in ``room`` may come back.
        """
        steps = (*_RETURN, *self._compiler.reading())
        widths = self.facts["widths"]
        count = sum((a + 1) * b for a, b in itertools.pairwise(widths))
        return self._after(call, {"room": np.zeros(count)}, steps, name=name)

    @property
    def _compiler(self) -> Compiler:
        layers = len(self.facts["widths"]) - 1
        return Compiler(self.interface, words=("X", "T", "epoch", *self.facts), layers=layers)

    def _begin(self, epoch: int) -> Sequence[Step]:
        """Start the random numbers of this run's seed, and hand examples over as they are asked."""
        seed = self.facts.get("seed")
        own = seed if type(seed) is int else self.number
        start = (SEEDS_APART * own + epoch) % 2**32
        return ({"do": "seed", "number": start}, *self._turned("X"), *self._turned("T"))

    def _turned(self, name: str) -> Sequence[Step]:
        """Let examples be columns where the submission wants them so."""
        if self.params.samples == "rows" or (name == "T" and self.params.labels == "integer"):
            return ()
        return ({"do": "give", "value": {"transposed": [name]}, "as": name},)

    def _listed(self, *names: str) -> Sequence[Step]:
        """Let examples be lists where the submission works without arrays."""
        if not self.params.lists:
            return ()
        return [{"do": "give", "value": {"listed": [name]}, "as": name} for name in names]

    def _training(self, call: str, steps: Sequence[Step], *, name: str, seconds: float) -> Question:
        return Question(
            id=f"{self.id}{name}",
            check=self.spec.id,
            function=call,
            arguments=self.lesson.arguments,
            part=self.part,
            label=self.label,
            rule="none",
            later=True,
            seconds=seconds,
            kept=not name,
            procedure=self._procedure((*steps, _NOTHING)),
        )

    def _after(
        self, call: str, arguments: Mapping[str, Any], steps: Sequence[Step], *, name: str
    ) -> Question:
        return Question(
            id=f"{self.id}/{name}",
            check=self.spec.id,
            function=call,
            arguments=arguments,
            part="evaluation",
            rule="none",
            kept=False,
            procedure=self._procedure(steps),
        )

    def _procedure(self, steps: Sequence[Step]) -> Procedure:
        return Procedure(steps=tuple(steps), facts=self.facts, object=self.id)


_NOTHING: Step = {"do": "give", "value": {"constant": None}, "as": "result"}
"""What training returns stays where it is: weights may be large, and prove nothing."""
_KEEP: Sequence[Step] = ({"do": "keep", "from": RETURNED, "as": TRAINED},)
_RETURN: Sequence[Step] = ({"do": "keep", "from": TRAINED, "as": RETURNED},)


def drawn(
    spec: CheckSpec, bench: Bench, params: TaughtParams, number: int, *, shared_curve: bool = False
) -> Lesson:
    """Draw the data of one run, or of one seed of a sweep, and put it into shared memory.

    Raises:
        ValueError: The data set has nothing to train on, or nothing to decide by.
    """
    rng = bench.rng(spec, "run", str(number))
    dataset = bench.registry.datasets[params.dataset]
    splits = dataset.load(**params.options)
    pool: Examples = getattr(splits, params.on)
    _refuse_nothing(splits.train, pool, params)
    train = chosen(splits.train, params.examples, rng)
    judged, others = _apart(chosen(pool, 0, rng), params.evaluated)
    inputs_of = measured_inputs(train.inputs, params)
    plain = inputs_of(train.inputs)
    features = int(np.prod(plain.shape[1:]))
    classes = _classes(dataset.classes, splits)
    disguise = Disguise(rng, features=features, classes=classes)
    labels = _labelled(disguise.labels(train.labels), classes, params)
    evaluation = _disguised(judged, disguise, inputs_of)
    curve = _disguised(others, disguise, inputs_of)
    arguments = {
        "X": bench.shared.add(np.ascontiguousarray(disguise.inputs(plain))),
        "T": bench.shared.add(np.ascontiguousarray(labels)),
    }
    if shared_curve:
        curve = replace(curve, sent=bench.shared.add(np.ascontiguousarray(curve.inputs)))
    few = DRAWN_POINTS if plain.ndim == 2 and features == PLANE else 0
    learnt = Examples(plain[:few], train.labels[:few])
    return Lesson(arguments, evaluation, curve, disguise, learnt, features, len(train), classes)


def facts_of(
    interface: Interface, lesson: Lesson, given: Mapping[str, Any], *, number: int
) -> dict[str, Any]:
    """Return what the interface's expressions may name: facts given, widths, a seed.

    The seed of an interface is for single questions: every run has first weights of its own, unless
    the check itself says which.
    """
    known = {**interface.facts, "seed": number, **given}
    hidden = known.get("hidden", ())
    layers = list(hidden) if isinstance(hidden, (list, tuple)) else [hidden]
    widths = [lesson.features, *layers, lesson.classes]
    return {**known, "inputs": lesson.features, "outputs": lesson.classes, "widths": widths}


def missing_calls(bench: Bench, calls: Sequence[str]) -> list[str]:
    """Say which calls a training needs that no interface, or not the same one, describes."""
    if bench.assignment.interface is None:
        return ["there is no `interface:` that says what trains and what predicts"]
    owners = [bench.interface(name) for name in calls]
    if None in owners:
        pairs = zip(calls, owners, strict=True)
        return [f"interface.calls: {name!r} is not described" for name, own in pairs if own is None]
    apart = [n for n, own in zip(calls, owners, strict=True) if own is not owners[0]]
    return [f"{calls[0]} and {apart[0]} are calls of two classes"] if apart else []


def interface_of(bench: Bench, call: str) -> Interface:
    """Return the interface that describes a call; validation saw that there is one."""
    found = bench.interface(call)
    assert found is not None
    return found


def _refuse_nothing(train: Examples, pool: Examples, params: TaughtParams) -> None:
    for name, examples in (("train", train), (params.on, pool)):
        if not len(examples):
            raise ValueError(f"{params.dataset} has no {name!r} examples with these options")


def _classes(described: int, splits: Splits) -> int:
    """Return how many classes there are: options may ask for more than are described."""
    every = (splits.train, splits.validation, splits.test)
    return max(described, *(1 + int(each.labels.max()) for each in every if len(each)))


def _apart(pool: Examples, count: int) -> tuple[Examples, Examples]:
    """Return what decides, and what a curve is measured on: others, if there are enough."""
    rest = slice(count, count + CURVE_ROWS)
    others = rest if len(pool) >= rest.stop else slice(0, CURVE_ROWS)
    return (
        Examples(pool.inputs[:count], pool.labels[:count]),
        Examples(pool.inputs[others], pool.labels[others]),
    )


def _disguised(examples: Examples, disguise: Disguise, inputs_of: InputsOf) -> Judged:
    moved = disguise.jittered(disguise.inputs(inputs_of(examples.inputs)))
    return Judged(moved, disguise.labels(examples.labels), moved)


def _labelled(labels: NDArray[np.int64], classes: int, params: TaughtParams) -> Numbers:
    return labels if params.labels == "integer" else np.eye(classes, dtype=params.dtype)[labels]
