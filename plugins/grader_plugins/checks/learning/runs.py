"""One training as questions: steps that train, and what is asked after it. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.bench import Bench
from grader.binding.interfaces import RETURNED, Compiler
from grader.kinds import Procedure, Question
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader_plugins.checks.learning.lessons import Lesson
from grader_plugins.checks.learning.networks import Network, Networks
from grader_plugins.checks.learning.params import TaughtParams, WeighedParams

Step = Mapping[str, Any]

TRAINED = "trained"
"""Under which name what training returned is kept, whatever is called after it."""
SEEDS_APART = 100_003
"""Epochs of one seed share no random numbers with those of the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One training of one object: its questions, by what they ask.

    ``network`` is the one whose weights are read; nothing where predictions alone count.
    """

    id: str
    spec: CheckSpec
    label: str
    part: str
    lesson: Lesson
    params: TaughtParams
    interface: Interface
    facts: Mapping[str, Any]
    number: int
    network: Network | None = None

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

    def reading(self, call: str, *, name: str, size: int, weights: str = "") -> Question:
        """Return the question for every trained parameter, of so many numbers together.

        They are where the interface says, or what its call ``weights`` gives. The answer has the
        room of its question: as many bytes as in ``room`` may come back.
        """
        compiler = self._compiler
        read = compiler.steps(weights, fresh=False) if weights else compiler.reading()
        steps = (*_RETURN, *read)
        return self._after(call, {"room": np.zeros(size)}, steps, name=name)

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


def run_of(
    spec: CheckSpec,
    bench: Bench,
    lesson: Lesson,
    given: Mapping[str, Any],
    *,
    name: str,
    label: str,
    part: str,
    number: int = 0,
) -> Run:
    """Return one training on a lesson, with the facts ``given`` and the seed ``number``.

    Raises:
        ValueError: The architecture names none, or a fact that is none.
    """
    params: TaughtParams = bench.params(spec)
    interface = interface_of(bench, params.trains)
    facts = facts_of(interface, lesson, given, number=number)
    return Run(
        id=f"{spec.id}/{name}",
        spec=spec,
        label=label,
        part=part,
        lesson=lesson,
        params=params,
        interface=interface,
        facts=facts,
        number=number,
        network=_network(spec, bench, facts),
    )


def _network(spec: CheckSpec, bench: Bench, facts: Mapping[str, Any]) -> Network | None:
    """Return the network whose weights count, where they may count at all."""
    weighed = isinstance(bench.params(spec), WeighedParams)
    return bench.once(spec, Networks).of(facts) if weighed else None


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


def misfits(runs: Sequence[Run]) -> list[str]:
    """Say where the architecture of a run is not of the size of its data and its interface."""
    for run in runs:
        if run.network is None:
            continue
        lesson, widths = run.lesson, run.facts["widths"]
        found = run.network.misfits(run.interface, widths, lesson.features)
        if found:
            return found
    return []


def interface_of(bench: Bench, call: str) -> Interface:
    """Return the interface that describes a call; validation saw that there is one."""
    found = bench.interface(call)
    assert found is not None
    return found
