"""Steps that draw batches of a submission's loader, epoch after epoch. Runs in the judge."""

from collections.abc import Mapping, Sequence
from typing import Any

from grader.binding.interfaces import Compiler, Step
from grader.models.interface import Interface


class Steps:
    """Writes the steps of one call."""

    def __init__(
        self, interface: Interface, call: str, *, facts: Mapping[str, Any], columns: bool
    ) -> None:
        self.call = call
        self.facts = {**interface.facts, **facts}
        words = ("X", "T", "X_test", "labels", "seed", "rng", *self.facts)
        self._compiler = Compiler(interface, words=words)
        self._columns = columns
        described = interface.of(call) or interface
        texts = str((described.construct_, [c.model_dump() for c in described.calls.values()]))
        self.seeded = "'seed'" in texts or "'rng'" in texts

    def start(self, names: Sequence[str]) -> list[Step]:
        """Return the steps before any call: examples as columns, seeds, nothing returned yet."""
        turned: list[Step] = [
            {"do": "give", "value": {"transposed": [name]}, "as": name}
            for name in names
            if self._columns
        ]
        return [*turned, {"do": "give", "value": {"constant": None}, "as": "returned"}]

    def seed(self, number: int) -> list[Step]:
        """Return the steps that hand over a seed, and a generator that starts from it."""
        return [
            {"do": "give", "value": {"constant": number}, "as": "seed"},
            {"do": "give", "value": {"generator": ["seed"]}, "as": "rng"},
        ]

    def whole(self) -> list[Step]:
        """Return the steps of the call, with all that comes before it."""
        return [*self.seed(1), *self._compiler.steps(self.call)]

    def epochs(self, count: int) -> list[Step]:
        """Return the steps that draw so many epochs from one object or function."""
        own = self._compiler.own(self.call)
        before = self._compiler.steps(self.call)[: -len(own)]
        steps: list[Step] = [*self.seed(1), *before, _keep("returned", "before")]
        for number in range(1, count + 1):
            steps += [*self.seed(number), _keep("before", "returned"), *own, _drawn(number)]
        return [*steps, _listed(range(1, count + 1))]

    def again(self) -> list[Step]:
        """Return the steps that start afresh twice, each time from one seed."""
        steps: list[Step] = []
        for number in (1, 2):
            steps += [*self.seed(7), *self._compiler.steps(self.call), _drawn(number)]
        return [*steps, _listed((1, 2))]

    def stream(self, count: int) -> list[Step]:
        """Return the steps that call one object or function so many times, one after another."""
        own = self._compiler.own(self.call)
        before = self._compiler.steps(self.call)[: -len(own)]
        return [*self.seed(1), *before, _called(own, count, "result")]

    def stream_again(self, count: int) -> list[Step]:
        """Return the steps that start afresh twice from one seed, and call so many times."""
        own = self._compiler.own(self.call)
        before = self._compiler.steps(self.call)[: -len(own)]
        steps: list[Step] = []
        for number in (1, 2):
            steps += [*self.seed(7), *before, _called(own, count, f"epoch{number}")]
        return [*steps, _listed((1, 2))]


def _called(own: Sequence[Step], count: int, name: str) -> Step:
    return {"do": "draw", "times": count, "steps": list(own), "as": name}


def _keep(name: str, other: str) -> Step:
    return {"do": "give", "value": {"place": [name]}, "as": other}


def _drawn(number: int) -> Step:
    return {"do": "give", "value": {"each": {"place": ["result"]}}, "as": f"epoch{number}"}


def _listed(numbers: Sequence[int]) -> Step:
    places = [{"place": [f"epoch{number}"]} for number in numbers]
    return {"do": "give", "value": {"list": places}, "as": "result"}
