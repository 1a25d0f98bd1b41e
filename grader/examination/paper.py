"""Questions as bytes, written once per assignment and presentation. Runs in the judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.kinds import Question
from grader.worker import wire


@dataclass(frozen=True, slots=True)
class Piece:
    """One encoded question, and what the judge must know while it waits for the answer.

    The number that the child echoes is the question's place in its round, so that the encoded
    bytes serve every submission.

    Attributes:
        shown: Whether a student may see what comes of it: asked apart from scored questions.
        check: The check it is asked for, for somebody who watches.
    """

    key: tuple[str, str]
    function: str
    part: str
    group: str
    seconds: float
    body: bytes
    shown: bool = False
    check: str = ""


class Paper:
    """Encodes each question once per presentation and keeps the bytes."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, str], Piece] = {}

    def known(self, question: Question, presentation: str) -> Piece | None:
        """Return the piece of a question in a presentation, where it is kept already."""
        return self._pieces.get((question.id, presentation)) if question.kept else None

    def piece(
        self,
        question: Question,
        *,
        presentation: str,
        arguments: Mapping[str, Any],
        seconds: float,
        keep: bool = True,
    ) -> Piece:
        """Return the piece of a question in a presentation; ``arguments`` are as presented."""
        key = (question.id, presentation)
        if key not in self._pieces:
            piece = Piece(
                key=key,
                function=question.function,
                part=question.part,
                group=question.group or question.id,
                seconds=seconds,
                body=wire.encode(_described(question, arguments)),
                shown=question.shown,
                check=question.check,
            )
            if not keep:
                return piece
            self._pieces[key] = piece
        return self._pieces[key]


def round_frame(pieces: Sequence[Piece], bindings: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the frame of one round: the bindings of this student and the pieces in order."""
    return wire.encode(
        {
            "kind": "round",
            "bindings": {name: dict(binding) for name, binding in bindings.items()},
            "pieces": [piece.body for piece in pieces],
        }
    )


def _described(question: Question, arguments: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "function": question.function,
        "arguments": list(arguments.values()),
        "repeat": question.repeat,
        "returns_arguments": question.returns_arguments,
    }
    if question.calls != 1:
        described["calls"] = question.calls
    if question.varied:
        names = list(arguments)
        described["varied"] = [names.index(name) for name in question.varied if name in names]
        described["first"] = question.first
    if question.procedure is not None:
        described |= {
            "steps": [dict(step) for step in question.procedure.steps],
            "names": list(arguments),
            "facts": dict(question.procedure.facts),
            "object": question.procedure.object,
        }
    if question.sweep is not None:
        names = list(arguments)
        described["sweep"] = {
            "positions": [names.index(name) for name in question.sweep.parameters],
            "seed": question.sweep.seed,
            "directions": question.sweep.directions,
            "epsilon": question.sweep.epsilon,
        }
    return described
