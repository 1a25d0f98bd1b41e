"""What plugins are made of, as Protocols: the core knows these shapes and no plugin."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from pydantic import BaseModel

    from grader.bench import Bench
    from grader.executing.desk import Desk, Errand, Graded
    from grader.handing_in.submission import Submission
    from grader.hearing import Hearing
    from grader.judgement import Judgement
    from grader.models.assignment import CheckSpec
    from grader.models.report import Diagnosis, Report

Arguments = Mapping[str, Any]


class Parameter(Protocol):
    """A parameter: its canonical name and the folded names students give it."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


class Convention(Protocol):
    """One accepted way of doing it, on one axis; the first of an axis is the default."""

    @property
    def id(self) -> str: ...
    @property
    def axis(self) -> str: ...
    @property
    def claim(self) -> str: ...
    @property
    def shared(self) -> bool: ...
    @property
    def harmless(self) -> bool: ...
    @property
    def listed(self) -> bool: ...
    @property
    def present(self) -> Callable[[Arguments], Arguments] | None: ...
    @property
    def function(self) -> Callable[..., Any] | None: ...
    @property
    def named(self) -> Mapping[str, Any]: ...
    @property
    def magnitude(self) -> Callable[..., Any] | None: ...
    @property
    def equivalents(self) -> Sequence[Callable[..., Any]]: ...
    @property
    def under(self) -> tuple[str, ...]: ...
    @property
    def adapt(self) -> Callable[[Any, Arguments], Any] | None: ...


class Misconception(Protocol):
    """Known wrong code on canonical arguments, with what to tell students and staff."""

    @property
    def id(self) -> str: ...
    @property
    def claim(self) -> str: ...
    @property
    def hints(self) -> tuple[str, ...]: ...
    @property
    def explanation(self) -> str: ...
    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def under(self) -> tuple[str, ...]: ...
    @property
    def alike(self) -> str: ...


class Case(Protocol):
    """One discriminating input: canonical arguments, its part, and why it is asked."""

    @property
    def part(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def arguments(self) -> Arguments: ...


class ReferenceFunction(Protocol):
    """A function of the catalogue: the right answer and everything known around it."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def asks(self) -> str: ...
    @property
    def parameters(self) -> Sequence[Parameter]: ...
    @property
    def right(self) -> Callable[..., Any]: ...
    @property
    def draw(self) -> "Callable[[np.random.Generator], Sequence[Case]]": ...
    @property
    def small(self) -> "Callable[[np.random.Generator], Sequence[Case]]": ...
    @property
    def parts(self) -> Mapping[str, float]: ...
    @property
    def outputs(self) -> tuple[str, ...]: ...
    @property
    def tensors(self) -> tuple[str, ...]: ...
    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]: ...
    @property
    def facts(self) -> Callable[[Arguments], Mapping[str, Any]] | None: ...
    @property
    def conventions(self) -> Sequence[Convention]: ...
    @property
    def misconceptions(self) -> Sequence[Misconception]: ...
    @property
    def magnitude(self) -> Callable[..., Any] | None: ...
    @property
    def terms(self) -> Callable[..., int] | None: ...
    @property
    def equivalents(self) -> Sequence[Callable[..., Any]]: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def exact(self) -> bool: ...
    @property
    def hints(self) -> tuple[str, ...]: ...


class Trial(Protocol):
    """A few lines that a student can run: a function that prints, and what a right one prints.

    Its parameters name functions of the catalogue: one is tried, the others are right.
    """

    @property
    def code(self) -> Callable[..., None]: ...
    @property
    def expect(self) -> str: ...
    @property
    def under(self) -> tuple[str, ...]: ...


class Mathematics(Protocol):
    """What a function computes, step by step: letters, derivation, sources, and how to try it."""

    @property
    def symbols(self) -> Mapping[str, str]: ...
    @property
    def steps(self) -> Sequence[str]: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def trials(self) -> Sequence[Trial]: ...


@runtime_checkable
class HasMathematics(Protocol):
    """A function whose derivation is written down; a plugin's function may have none."""

    @property
    def mathematics(self) -> Mathematics | None: ...


@runtime_checkable
class HasComposition(Protocol):
    """A function that is known in steps, each another function of the catalogue."""

    @property
    def composition(self) -> Callable[..., Any] | None: ...


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


class CheckKind(Protocol):
    """A kind of check: its parameters, its questions, and its judgement."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def params(self) -> "type[BaseModel]": ...

    def validate(self, spec: "CheckSpec", bench: "Bench") -> Sequence[str]:
        """Say what is wrong with a check of this kind, in sentences; empty when nothing is."""
        ...

    def questions(self, spec: "CheckSpec", bench: "Bench") -> Sequence[Question]:
        """Write the answer-free questions of a check."""
        ...

    def judge(self, spec: "CheckSpec", hearing: "Hearing") -> "Judgement":
        """Compare what came back with the reference; may ask further rounds."""
        ...


@runtime_checkable
class Shows(Protocol):
    """A kind that asks smaller inputs where something failed, and shows the first that fails."""

    def shown(self, spec: "CheckSpec", bench: "Bench") -> Sequence[Question]:
        """Write the questions that may be asked then, in the order of their size."""
        ...


Line = tuple[tuple[str | int, ...], float]
"""Where a number stands below a check's ``params``, and the number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """A number that a check measures, and the lines it is held against: what can be calibrated.

    Attributes:
        name: Tells it from the others of its check; its provenance is kept under it.
        measured: Reads the number from the details of the check's evidence; none came: nothing.
        least: Lines that it must reach, the laxest first.
        most: Lines that it must not pass, the laxest first.
        scale: What it is: a ``share`` within 0 and 1, ``positive`` without bound, or ``plain``.
    """

    name: str
    measured: Callable[[Mapping[str, Any]], float | None]
    least: tuple[Line, ...] = ()
    most: tuple[Line, ...] = ()
    scale: Literal["share", "positive", "plain"] = "plain"


@runtime_checkable
class HasThresholds(Protocol):
    """A kind whose verdict depends on chance: its lines must be calibrated."""

    def thresholds(self, spec: "CheckSpec") -> Sequence[Threshold]:
        """Say which numbers of the evidence are held against which keys of the params."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Inputs and labels of the same examples; none at all is an empty pair.

    Attributes:
        inputs: N × the shape of one input: bytes for pictures, float64 for points.
        labels: The class of each, counted from 0: (N,), int64.
    """

    inputs: "np.ndarray[Any, np.dtype[Any]]"
    labels: "np.ndarray[Any, np.dtype[np.int64]]"

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Splits:
    """What is learnt from, what is tuned on and what is graded on; disjoint."""

    train: Examples
    validation: Examples
    test: Examples


class Dataset(Protocol):
    """Labelled examples by name: described at once, read or drawn when first asked for.

    ``version`` rises when the examples change, and with it ``digest``: of the arrays of files that
    are checked as they are read, of the recipe where examples are drawn (the last bits of a cosine
    are the machine's), empty where the files are somebody else's. ``splits`` counts what ``load``
    returns without options; ``params`` says which options there are.
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def splits(self) -> Mapping[str, int]: ...
    @property
    def input_shape(self) -> tuple[int, ...]: ...
    @property
    def classes(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def params(self) -> "type[BaseModel]": ...

    def load(self, **options: Any) -> Splits:
        """Return the examples as read-only arrays, the same ones each time.

        Raises:
            GraderError: A file is missing, damaged or not what it should be.
            UsageError: An option is unknown or has no such value.
        """
        ...


@runtime_checkable
class HasFiles(Protocol):
    """A data set that is read from files, which may lie in a folder of the assignment."""

    def beside(self, folder: "Path") -> "Dataset":
        """Return the same, whose files may also lie in ``<folder>/<its name>``."""
        ...


class FileFormat(Protocol):
    """Writes examples as the files a course hands out, for a submission's own loading code."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...

    def write(self, splits: Splits, *, name: str) -> Sequence[tuple[str, bytes]]:
        """Return file names and bytes that depend on these examples alone.

        Args:
            splits: What may be read; labels that shall not be are taken out before.
            name: What the file is called; empty: as courses call it.

        Raises:
            ValueError: The form cannot hold such examples, or its files have names of their own.
        """
        ...


class Loader(Protocol):
    """Recognises one form of submission and reads its bytes once."""

    @property
    def name(self) -> str: ...

    def recognises(self, path: Path) -> bool: ...
    def read(self, path: Path) -> "Submission": ...


class Diagnoser(Protocol):
    """Names likely causes of a failed check, best first; silence rather than a guess."""

    @property
    def name(self) -> str: ...

    def diagnose(self, spec: "CheckSpec", hearing: "Hearing") -> "Sequence[Diagnosis]": ...


class Reporter(Protocol):
    """Renders a finished report; sees only what its audience may see."""

    @property
    def name(self) -> str: ...
    @property
    def suffix(self) -> str: ...

    def render(self, report: "Report", *, color: bool, width: int) -> str: ...


class Executor(Protocol):
    """Where many gradings run: here, on every core, on a cluster."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...

    def run(
        self, desk: "Desk", errands: "Iterable[Errand]", *, workers: int | None = None
    ) -> "Iterator[Graded]":
        """Yield what came of each errand as it is done, in any order; each exactly once.

        Errands are taken as workers are free. Closing the iterator ends what still runs.
        """
        ...
