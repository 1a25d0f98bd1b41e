"""The solution before the bench: where names are bound, in which conventions, what it answers.

Runs in the judge, through the wall like every grading.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.binding.functions import Bound, bind
from grader.binding.objects import bind_interface
from grader.conventions.combinations import Combination
from grader.conventions.fixing import first_round, fix_conventions
from grader.examination.answers import Answer
from grader.examination.conversation import Conversation
from grader.examination.inventory import Inventory
from grader.examination.wall import Wall
from grader.handing_in.submission import Submission
from grader.hearing import Hearing
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Study:
    """What one round of questions showed of a submission.

    Attributes:
        inventory: What it defines.
        bound: How each name of the assignment was found.
        combinations: The conventions of each check's function.
        answers: What came back, by question and presentation.
    """

    inventory: Inventory
    bound: Mapping[str, Bound]
    combinations: Mapping[str, Combination]
    answers: Mapping[Key, Answer]


def studied(
    prepared: Prepared, submission: Submission, wall: Wall, checks: Sequence[CheckSpec]
) -> Study:
    """Ask a submission what the checks ask in their first round, and judge nothing.

    Raises:
        SubmissionError: It cannot be read at all.
    """
    limits = prepared.loaded.assignment.limits
    seconds = prepared.bench.seconds(checks)
    with Conversation(
        wall,
        message=prepared.message(submission),
        budget_seconds=prepared.loaded.assignment.budget_seconds + seconds,
        memory_mib=limits.memory_mib,
        shared=prepared.bench.shared,
        scratch_mib=limits.scratch_mib,
    ) as conversation:
        conversation.begin()
        bound = bound_names(prepared, conversation.inventory)
        hearing = Hearing(prepared.bench, conversation, bound=bound, names=prepared.names)
        papers = [(spec, prepared.bench.questions(spec)) for spec in checks]
        first_round(hearing, papers)
        fix_conventions(hearing, papers)
        return Study(
            inventory=conversation.inventory,
            bound=bound,
            combinations={s.id: hearing.combination(s) for s in checks if s.function},
            answers=_answers(hearing, papers),
        )


def bound_names(prepared: Prepared, inventory: Inventory) -> dict[str, Bound]:
    """Find every name that is asked for: functions by name, the rest through the interface."""
    bound = bind(prepared.wanted, inventory, named=prepared.file_names)
    interface = prepared.loaded.assignment.interface
    return bound | (bind_interface(interface, inventory) if interface else {})


def _answers(
    hearing: Hearing, papers: Sequence[tuple[CheckSpec, Sequence[Question]]]
) -> Mapping[Key, Answer]:
    found: dict[Key, Answer] = {}
    for spec, questions in papers:
        if not spec.function:
            continue
        for question in questions:
            for combination in hearing.bench.combinations(spec):
                if hearing.asked(question, combination):
                    key = (question.id, combination.presentation)
                    found[key] = hearing.answer(question, combination)
    return found


def same_bits(left: Any, right: Any) -> bool:
    """Say whether two values that came back are the same, bit for bit."""
    return _digest(left) == _digest(right)


def _digest(value: Any) -> str:
    text = hashlib.sha256()
    _feed(text, value)
    return text.hexdigest()


def _feed(text: "hashlib._Hash", value: Any) -> None:
    if isinstance(value, np.ndarray):
        text.update(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif isinstance(value, Mapping):
        for key, each in value.items():
            text.update(repr(key).encode())
            _feed(text, each)
    elif isinstance(value, (list, tuple)):
        text.update(f"{type(value).__name__}{len(value)}".encode())
        for each in value:
            _feed(text, each)
    else:
        text.update(f"{type(value).__name__}{value!r}".encode())
