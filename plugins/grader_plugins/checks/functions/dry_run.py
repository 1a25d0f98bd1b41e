"""``dry_run``: one example by given weights, every intermediate and gradient. Runs in the judge.

A dry run can be blind: symmetric numbers may hide part of the backward pass. The blind spot is
measured with the catalogue's misconceptions; it must be declared, and a companion must see it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import Field

from grader.bench import Bench
from grader.discrimination import unseen_by
from grader.hearing import Hearing
from grader.judgement import Judgement
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader_plugins.checks.functions.comparing import judge_compared, stated
from grader_plugins.checks.parts import unknown_parts

PART = "numbers"


class DryRunParams(Model):
    """The example and its weights, by parameter name."""

    inputs: Mapping[str, Any] = Field(description="every parameter's numbers, such as X and W1")
    architecture: str = Field(default="", description="the network, where it is one of tensors")
    blind_spot: str = Field(default="", description="what these numbers cannot see, in words")
    companion: str = Field(default="", description="the check that sees what this one cannot")


@dataclass(frozen=True, slots=True)
class Example:
    """The dry run's one input."""

    part: str
    label: str
    arguments: Mapping[str, Any]


class DryRun:
    """Runs one example through given weights."""

    name = "dry_run"
    summary = "one example by given weights: every intermediate and gradient"
    params = DryRunParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for every input, and for a companion where the numbers are blind."""
        params = bench.params(spec)
        names = [parameter.name for parameter in bench.function(spec).parameters]
        problems = [f"inputs: {name} is missing" for name in names if name not in params.inputs]
        problems += [
            f"inputs: {name} is not a parameter (they are {', '.join(names)})"
            for name in params.inputs
            if name not in names
        ]
        problems += unknown_parts(spec, (PART,))
        return problems or self._blindness(spec, params, bench)

    def _blindness(self, spec: CheckSpec, params: DryRunParams, bench: Bench) -> list[str]:
        unseen = unseen_by(spec, bench)
        if not unseen:
            return []
        named = ", ".join(sorted(unseen))
        if not (params.blind_spot and params.companion):
            what = "declare blind_spot in words and name a companion that sees it"
            return [f"these numbers cannot see {named}: {what}"]
        companion = bench.checks.get(params.companion)
        if companion is None:
            return [f"the companion {params.companion!r} is not a check of this assignment"]
        left = unseen & unseen_by(companion, bench)
        if left:
            return [f"the companion {companion.id} does not see {', '.join(sorted(left))} either"]
        return []

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write the one question."""
        example = self._example(spec, bench)
        return (
            Question(
                id=f"{spec.id}/{PART}/0",
                check=spec.id,
                function=spec.function,
                arguments=example.arguments,
                part=PART,
                label=example.label,
                stated=stated(spec),
            ),
        )

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Compare every output; the dry run's own numbers are shown, since they are given."""
        return judge_compared(spec, hearing, small=lambda _: (self._example(spec, hearing.bench),))

    def _example(self, spec: CheckSpec, bench: Bench) -> Example:
        inputs = bench.params(spec).inputs
        template = bench.cases(spec)[0].arguments
        arguments = {
            p.name: _like(template[p.name], inputs[p.name]) for p in bench.function(spec).parameters
        }
        return Example(PART, "the dry run", arguments)


def _like(template: Any, value: Any) -> Any:
    """Return an input in the form the function takes: lists for scalars' code, arrays else."""
    if isinstance(template, list):
        return _floats(value)
    return np.asarray(value, dtype=template.dtype) if isinstance(template, np.ndarray) else value


def _floats(value: Any) -> Any:
    """Return nested lists with every number as a float; rows may differ in length."""
    return [_floats(item) for item in value] if isinstance(value, list) else float(value)
