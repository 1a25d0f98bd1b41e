"""What is asked of the student's side; it carries no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from grader.kinds.catalogue import Arguments


@dataclass(frozen=True, kw_only=True)
class Question:
    """One answer-free question to the student's side, in canonical form.

    Attributes:
        id: Unique within the paper: ``check/part/number``.
        check: The check it belongs to.
        function: The catalogue name of the function that is called.
        arguments: Canonical arguments by parameter name.
        part: The named part its answer counts for.
        label: Why it is asked, for the report.
        repeat: How often the same call is made; more than once shows hidden state.
        calls: How many calls one answer takes; only the last is told. None is a question that
            costs its way there and back, and nothing else.
        varied: Arguments that are a little different for each of several calls.
        first: The number of the first of these calls: no two calls of a number get the same.
        returns_arguments: Whether the arguments come back after the call (to see mutation).
        sweep: Finite-difference directions to evaluate instead of one call.
        group: Questions of one group are lost together; empty: a group of its own.
        rule: How an answer is compared: ``auto`` (measured bound), ``gradient`` (relative to the
            largest element of each tensor), ``update`` (to how far it moved from the argument
            of its name) or ``none`` (its kind judges by itself).
        stated: An instructor's (rtol, atol) in place of the rule.
        kept: Whether the encoded question serves further submissions.
        procedure: What is carried out in place of the call of a function; none: the call.
        shown: Whether a student may see what comes of it; such a question is put to a child that
            has seen no scored one.
        later: Whether its kind asks it when the check is judged, not in the first round.
        seconds: What it may take; nothing: the check's limit. It comes on top of the submission's
            budget.
    """

    id: str
    check: str
    function: str
    arguments: Arguments
    part: str = "ordinary"
    label: str = ""
    repeat: int = 1
    calls: int = 1
    varied: tuple[str, ...] = ()
    first: int = 0
    returns_arguments: bool = False
    sweep: "Sweep | None" = None
    group: str = ""
    rule: Literal["auto", "gradient", "update", "none"] = "auto"
    stated: tuple[float, float] | None = None
    kept: bool = True
    procedure: "Procedure | None" = None
    shown: bool = False
    later: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """What is carried out in place of one call: steps on the submission's own class or functions.

    Attributes:
        steps: Plain data, as ``grader.worker.driving`` carries it out.
        facts: Values the steps may name beside the arguments, such as widths.
        object: The key under which the object is kept for later questions; empty: for this alone.
    """

    steps: "Sequence[Mapping[str, Any]]"
    facts: "Mapping[str, Any]"
    object: str = ""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """Central differences of a scalar function along random directions, drawn on the other side.

    Attributes:
        parameters: The arguments that move together, each a block of its own.
        seed: Seeds the directions; made after the gradient that they test has come back.
        directions: How many directions per block.
        epsilon: Step size.
    """

    parameters: tuple[str, ...]
    seed: int
    directions: int
    epsilon: float
