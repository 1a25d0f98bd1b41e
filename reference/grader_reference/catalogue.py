"""The nouns of the catalogue: a function, its conventions and its misconceptions.

Theory of operation
-------------------
Every function has *canonical* arguments (rows are examples, targets are one-hot) and a canonical
right answer. What a course or a student does differently is described on top of that:

* A :class:`Convention` belongs to an *axis* (``layout``, ``labels``, ``reduction``, ``wrt`` ...).
  One convention per axis holds at a time; the first of each axis is the default. A convention
  may change what is handed over (``present``), the right answer itself (``function``, ``named``)
  and the form in which it comes back (``adapt``).
* A :class:`Misconception` is wrong code, again on canonical arguments. It is put through the same
  conventions as the right answer, so that one entry describes the mistake in every layout.

So for a combination of conventions ``c`` the student's function is called with
``present(arguments)`` and its answer is compared with ``adapt(function(arguments), arguments)``.
The same entries let the binder fix a convention, name the misconception behind a wrong answer,
are the mutants of an audit and the test data of the grader itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Arguments = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of a function: its canonical name and what students call it.

    ``aliases`` are folded: lower case, without underscores.
    """

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Convention:
    """One accepted way of doing it, on one axis.

    Attributes:
        id: The word used in an assignment's ``accept``, such as ``columns``.
        axis: The question this convention answers, such as ``layout``.
        claim: One line a student can read.
        shared: Whether one choice holds for the whole declared group (layout, labels).
        harmless: Whether it is accepted where the assignment says nothing about its axis.
        listed: Whether it is looked for only where the assignment lists it; others pay nothing.
        present: Maps canonical arguments to those the student's function is given.
        function: The right answer under this convention, on canonical arguments; ``None`` keeps
            the function's own. Of the conventions that hold together, one at most brings it.
        named: What the right function is handed by name under this convention, such as
            ``{"epsilon": 1e-8}``; it goes together with another axis's ``function``.
        magnitude: Σ|terms| of ``function``, as a :class:`Function` has it.
        equivalents: Other right formulas for ``function``.
        under: Ids of conventions of other axes that this one presupposes; empty: any.
        adapt: Maps a canonical answer to the form returned under this convention. It gets the
            canonical answer and the canonical arguments.
    """

    id: str
    axis: str
    claim: str
    shared: bool = False
    harmless: bool = False
    listed: bool = False
    present: Callable[[Arguments], Arguments] | None = None
    function: Callable[..., Any] | None = None
    named: Mapping[str, Any] = field(default_factory=dict, hash=False)
    magnitude: Callable[..., Any] | None = None
    equivalents: tuple[Callable[..., Any], ...] = ()
    under: tuple[str, ...] = ()
    adapt: Callable[[Any, Arguments], Any] | None = None

    def __hash__(self) -> int:
        """Tell it by its name: it is looked up far oftener than it is compared."""
        return hash(self.id)


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """A known wrong answer, with its explanation and its code.

    Attributes:
        id: ``function.what``, such as ``softmax.global_max``.
        claim: One line: what the code does instead.
        hints: Steps for a student: where to look, then what to compare. Never the answer.
        explanation: For staff: why it is wrong and how it shows.
        function: Wrong code on canonical arguments, self-contained numpy; may raise where a
            student's would. ``inspect.getsource`` gives its text.
        under: Ids of conventions this entry presupposes; empty: any.
        alike: Name of the class of entries no input can tell apart; empty: distinguishable.
    """

    id: str
    claim: str
    hints: tuple[str, ...]
    explanation: str
    function: Callable[..., Any]
    under: tuple[str, ...] = ()
    alike: str = ""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A few lines of numpy by which a student finds out whether a function is right.

    Attributes:
        code: A function whose body is what a student pastes, and which prints what it finds. Its
            parameters name functions of the catalogue: one is tried, the others are right.
        expect: What a right function prints, in a sentence.
        under: Ids of conventions it presupposes; empty: any.
    """

    code: Callable[..., None]
    expect: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mathematics:
    """What a function computes, as it is taught: plain text with the signs of mathematics.

    Attributes:
        symbols: What each letter stands for, with its shape.
        steps: The derivation, a step an item, without numbers before them.
        sources: The textbook's section or the paper it can be read up in.
        trials: How to find out by oneself.
    """

    symbols: Mapping[str, str]
    steps: tuple[str, ...]
    sources: tuple[str, ...]
    trials: tuple[Trial, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One discriminating input: canonical arguments, its part, and why it is asked."""

    part: str
    label: str
    arguments: Arguments


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of the catalogue.

    Attributes:
        name: Canonical name, such as ``softmax``.
        title: What a report calls it.
        asks: What it is asked to do, in a sentence a student reads.
        parameters: In the canonical order.
        outputs: Names of the parts of a tuple answer, such as ``("dW1", "db1")``; empty for one.
        tensors: Which parameters are those of a network, in order; they live in an object where
            a submission is a class.
        shapes: Of the arguments, with one example, where an architecture fixes them all.
        facts: What else a class may ask for when it is made, from the arguments: widths, say.
        right: The reference, on canonical arguments by position.
        draw: Discriminating inputs for scoring; the same seed draws the same inputs.
        small: Inputs of increasing size for showing; drawn apart from the scored ones.
        magnitude: Σ|terms| of each output element, for the rounding bound; ``None``: ``|answer|``.
        terms: How many terms each output element sums, for the rounding bound.
        equivalents: Other right formulas, whose difference is rounding and nothing else.
        parts: Default weight of each part of ``draw``; parts not named weigh nothing unless asked.
        aliases: Other names students give it (any case and underscores are folded anyway).
        exact: Whether the answer has no rounding at all (relu, one-hot).
        hints: Where to look when no misconception fits: steps for a student, never the answer.
        composition: The same in steps, each another function of the catalogue (see
            ``compositions``); ``None`` where none is written.
        teach: Its derivation, which ``grader explain`` tells; asked for when it is told.
    """

    name: str
    title: str
    asks: str
    parameters: tuple[Parameter, ...]
    right: Callable[..., Any]
    draw: Callable[[np.random.Generator], tuple[Case, ...]]
    small: Callable[[np.random.Generator], tuple[Case, ...]]
    parts: Mapping[str, float]
    outputs: tuple[str, ...] = ()
    tensors: tuple[str, ...] = ()
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    facts: Callable[[Arguments], Mapping[str, Any]] | None = None
    conventions: tuple[Convention, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    magnitude: Callable[..., Any] | None = None
    terms: Callable[..., int] | None = None
    equivalents: tuple[Callable[..., Any], ...] = ()
    aliases: tuple[str, ...] = ()
    exact: bool = False
    hints: tuple[str, ...] = field(default=())
    teach: Callable[[], Mathematics | None] | None = None

    @property
    def mathematics(self) -> Mathematics | None:
        """Its derivation; ``None`` where none is written down."""
        return None if self.teach is None else self.teach()

    composition: Callable[..., Any] | None = None
