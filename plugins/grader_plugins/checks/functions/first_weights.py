"""``first_weights``: how a network is drawn before it learns. Runs in the judge.

Theory of operation
-------------------
The class is made for each setting of one fact, such as ``init``, and its parameters are read where
the interface says that they are. What a constructor draws from is its own affair: the numbers are
judged by their distribution (``drawing``), matrix by matrix. Layers are wide enough that the usual
recipes are told apart for certain.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from grader.bench import Bench
from grader.binding.interfaces import Compiler
from grader.examination.answers import Answer
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Procedure, Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.interface import Interface
from grader.models.report import Status
from grader_plugins.checks.functions import drawing
from grader_plugins.checks.learning.measuring import told
from grader_plugins.checks.learning.rows_and_columns import parameters_of
from grader_plugins.checks.learning.runs import interface_of, missing_calls
from grader_plugins.checks.parts import unknown_parts
from grader_plugins.diagnosis.hints import hint_of

Floats = NDArray[np.float64]
Recipe = Literal["zero", "normal", "scaled", "he", "glorot", "glorot_normal"]


class FirstWeightsParams(Model):
    """Which network is made, and how its weights may have been drawn at each setting."""

    call: str = Field(description="a call of the interface whose class is made")
    vary: str = Field(default="init", description="the fact whose values are tried")
    recipes: Mapping[str, tuple[Recipe, ...]] = Field(
        min_length=1, description="for each value, the recipes that are right"
    )
    hidden: tuple[int, ...] = Field(default=(120, 90), description="widths of the hidden layers")
    biases: Literal["zero", "any"] = Field(
        default="zero", description="what the biases must be before training"
    )


class FirstWeights:
    """Makes the class at each setting, and tells by which recipe its weights were drawn."""

    name = "first_weights"
    summary = "the distribution of a network's weights before it learns"
    params = FirstWeightsParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for a class whose parameters can be read, and for widths."""
        params: FirstWeightsParams = bench.params(spec)
        missing = missing_calls(bench, (params.call,))
        if missing:
            return missing
        interface = interface_of(bench, params.call)
        if not (interface.class_ and interface.parameters):
            return ["interface: a class and its `parameters` are needed: where weights are read"]
        lacking = [name for name in ("inputs", "outputs") if name not in interface.facts]
        if lacking:
            return [f"interface.facts: {' and '.join(lacking)} must be said"]
        try:
            bench.questions(spec)
        except ValueError as problem:
            return [str(problem)]
        return unknown_parts(spec, params.recipes)

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Write one question per setting: make the object, give its parameters."""
        params: FirstWeightsParams = bench.params(spec)
        return [_question(spec, bench, params, setting) for setting in params.recipes]

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Hold every matrix against the recipes of its setting."""
        params: FirstWeightsParams = hearing.bench.params(spec)
        asked = hearing.bench.questions(spec)
        answers = hearing.carry_out(spec, params.call, asked)
        parts = []
        hints: list[str] = []
        for question, answer in zip(asked, answers, strict=True):
            trouble, entries = _trouble(hearing, question, answer, params)
            status = Status.PASSED if not trouble else _status(answer)
            parts.append(PartVerdict(question.part, status, trouble))
            hints += entries
        student, staff = _texts(spec, hearing, parts, hints)
        return Judgement(tuple(parts), student_text=student, staff_text=staff)


def _question(spec: CheckSpec, bench: Bench, params: FirstWeightsParams, setting: str) -> Question:
    interface = interface_of(bench, params.call)
    facts = _facts(interface, params, setting)
    widths = facts["widths"]
    compiler = Compiler(interface, words=tuple(facts), layers=len(widths) - 1)
    number = list(params.recipes).index(setting)
    steps = (
        {"do": "seed", "number": int(bench.rng(spec, "seed", str(number)).integers(2**32))},
        *compiler.making(),
        *compiler.reading(),
    )
    return Question(
        id=f"{spec.id}/{setting}",
        check=spec.id,
        function=params.call,
        arguments={"room": np.zeros(sum((n + 1) * m for n, m in itertools.pairwise(widths)))},
        part=setting,
        label=f"{params.vary} {setting}",
        rule="none",
        later=True,
        procedure=Procedure(steps=steps, facts=facts),
    )


def _facts(interface: Interface, params: FirstWeightsParams, setting: str) -> dict[str, Any]:
    known = {**interface.facts, params.vary: setting}
    hidden = list(params.hidden)
    widths = [known["inputs"], *hidden, known["outputs"]]
    one = hidden[0] if len(hidden) == 1 else hidden
    return {"seed": 0, **known, "hidden": one, "widths": widths}


def _trouble(
    hearing: Hearing, question: Question, answer: Answer, params: FirstWeightsParams
) -> tuple[str, list[str]]:
    """Say what is wrong with one setting's parameters, with hints where a mistake is known."""
    if not answer.came:
        return told(answer, hearing, params.call), []
    assert question.procedure is not None
    found = parameters_of(answer.value, question.procedure.facts["widths"])
    if isinstance(found, str):
        return found, []
    matrices, biases = list(found[::2]), found[1::2]
    recipes = params.recipes[question.part]
    fits = any(not any(drawing.misfit(W, name) for W in matrices) for name in recipes)
    if fits and params.biases == "zero" and any(map(np.any, biases)):
        return "the biases do not start at 0", []
    return ("", []) if fits else _misdrawn(matrices, recipes)


def _misdrawn(matrices: list[Floats], recipes: Sequence[str]) -> tuple[str, list[str]]:
    """Say by what the matrices were drawn instead, or how the first that is wrong looks."""
    asked = " or ".join(drawing.WORDS[name] for name in recipes)
    known = list(drawing.wrong_bounds(matrices)) if "glorot" in recipes else []
    if known:
        return f"the weights are even between wrong bounds: {known[0].claim}", list(known[0].hints)
    instead = drawing.likely(matrices)
    if instead:
        return f"the weights look like {instead}; asked was {asked}", []
    number, why = _first_wrong(matrices, recipes[0])
    return f"the weights W{number} are not {asked}: {why}", []


def _first_wrong(matrices: list[Floats], recipe: str) -> tuple[int, str]:
    found = ((n, drawing.misfit(W, recipe)) for n, W in enumerate(matrices, start=1))
    return next((n, why) for n, why in found if why)


def _status(answer: Answer) -> Status:
    return Status.FAILED if answer.came else answer.status


def _texts(
    spec: CheckSpec, hearing: Hearing, parts: Sequence[PartVerdict], hints: Sequence[str]
) -> tuple[str, str]:
    """Return the text for students, with the hints that are due, and the staff's with all."""
    wrong = [f"{part.id}: {part.text}" for part in parts if part.text]
    text = "; ".join(wrong)
    due = hint_of(tuple(hints), spec, hearing) if hints else ""
    every = " ".join(hints)
    return (f"{text}. {due}" if due else text), (f"{text}. {every}" if every else text)
