"""The right answers to one question, each formula computed once. Runs in the judge.

Many conventions bring a right answer into another form and change nothing of how it is computed:
the combinations that share a formula share its answer, whatever form it is asked or compared in.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.conventions.combinations import Combination
from grader.kinds import Question, ReferenceFunction
from grader.numerics import tolerance

Floats = NDArray[np.float64]
Attempt = Callable[[Callable[[], Any]], Any]
"""Computes, or gives ``None`` where an input makes no sense under a combination."""


class Formulas:
    """The canonical answers to one question, by formula; nobody changes one."""

    def __init__(self, function: ReferenceFunction, question: Question, attempt: Attempt) -> None:
        self._function = function
        self._arguments = question.arguments
        self._attempt = attempt
        self._computed: dict[tuple[Any, ...], Any] = {}
        self._terms: dict[str, float] = {}

    def right(self, combination: Combination) -> Any:
        """Return the right answer in the form of a combination.

        Raises:
            ValueError: The input makes no sense under it.
        """
        answer = self._canonical(combination)
        if answer is None:
            raise ValueError("no right answer under this combination")
        return combination.adapt(answer, self._arguments)

    def parts(self, combination: Combination) -> tuple[Floats, ...] | None:
        """Return the same as arrays, one per output; nothing where there is none."""
        if self._canonical(combination) is None:
            return None
        found: tuple[Floats, ...] | None = self._attempt(
            lambda: tolerance.as_parts(self.right(combination))
        )
        return found

    def terms(self, combination: Combination) -> float:
        """Return the largest Σ|terms|: what is left of them may be much smaller, or nothing.

        It is measured of a right function once: what is named hardly changes it.
        """
        own = combination.formula[0]
        if own not in self._terms:
            self._terms[own] = self._largest_terms(combination)
        return self._terms[own]

    def _canonical(self, combination: Combination) -> Any:
        key = combination.formula
        if key not in self._computed:
            base = combination.base(self._function)
            self._computed[key] = self._attempt(lambda: base(*self._arguments.values()))
        return self._computed[key]

    def _largest_terms(self, combination: Combination) -> float:
        magnitude = combination.magnitude(self._function)
        if magnitude is None:
            return 0.0
        found = self._attempt(lambda: tolerance.as_parts(magnitude(*self._arguments.values())))
        sizes = [float(np.abs(part[np.isfinite(part)]).max(initial=0.0)) for part in found or ()]
        return max(sizes, default=0.0)
