"""The catalogue's wrong code as submissions, and the assignment that asks for the right one.

Wrong code stands in a file as the catalogue has it, in each layout and in either precision. It is
handed in beside a right function of the same layout, as in a course, and alone, where nothing right
tells the layout.
"""

import hashlib
import inspect
import itertools
import textwrap
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from grader.executing.desk import Errand
from grader.handing_in.submission import Submission
from grader.kinds import Arguments, Convention, Misconception, ReferenceFunction
from grader_reference.entries import every
from grader_reference.walks import WALKS

NETWORKS: Final = (
    *(("13-H-10 relu", name) for name in ("backprop", "network_loss", "network_forward")),
    *(("13-H-10 relu", name) for name in ("network_loss_l2", "gradient_check", *WALKS)),
    *(("13-H-10 sigmoid", name) for name in ("backprop", "network_forward", "trajectory")),
    *(("13-H-10 tanh", name) for name in ("backprop", "network_loss", "network_forward")),
    *(("13-H-H-10 relu", name) for name in ("backprop", "network_forward", "trajectory")),
    *(("8x8-3x3x4-pool2-12-5 tanh", n) for n in ("backprop", "network_forward")),
)
"""Architectures whose widths tell one axis from another, and what is asked of them."""
LAYOUTS: Final = ("layout", "images")
"""The axes that say how examples lie in an array: rows or columns, channels last or first."""
ALTERNATIVES: Final = ("wrt", "output")
"""Axes on which some wrong code presupposes another convention than the default."""
PRECISIONS: Final = ("float64", "float32")
BESIDE: Final = {
    "computeLayer": "def wrong_code(X, W, b):\n    return X @ W + b\n",
    "softmax": (
        "def wrong_code(x):\n    e = np.exp(x - x.max(axis=1, keepdims=True))\n"
        "    return e / e.sum(axis=1, keepdims=True)\n"
    ),
}
"""Right functions that tell a layout."""
FILE: Final = """\
import numpy as np


def {name}({parameters}):
{wrong}
    def precise(value):
        if isinstance(value, (tuple, list)):
            return type(value)(precise(item) for item in value)
        array = np.asarray(value)
        return array.astype(np.{precision}) if array.dtype.kind == "f" else value

    def turned(value, axes):
        return np.transpose(value, axes[np.ndim(value)]) if np.ndim(value) in axes else value

    answer = precise(wrong_code({handed}))
    return {returned}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One function of the catalogue, and the architecture it is of."""

    architecture: str
    function: ReferenceFunction

    @property
    def name(self) -> str:
        """What the table calls it."""
        of = f" ({self.architecture})" if self.architecture else ""
        return f"{self.function.name}{of}"

    @property
    def check(self) -> str:
        """The id of its check, and the name it has in a submission."""
        return self.function.name

    @property
    def companion(self) -> str:
        """The right function that tells its layout; empty where it has none."""
        if not any(c.axis == "layout" and c.shared for c in self.function.conventions):
            return ""
        return "softmax" if self.function.name == "computeLayer" else "computeLayer"

    @property
    def layouts(self) -> tuple[Convention | None, ...]:
        """The conventions by which examples lie in an array that a file can turn; else ``None``."""
        found = [c for c in self.function.conventions if c.axis in LAYOUTS]
        return tuple(c for c in found if _can_be_written(self.function, c)) or (None,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One submission and what is wrong with it.

    Attributes:
        asked: The function it is for.
        wrong: The misconception's id.
        alike: The ids that are as right a name for it.
        how: Layout, precision, and whether something right stands beside it.
        source: The file.
    """

    asked: Asked
    wrong: str
    alike: frozenset[str]
    how: tuple[str, str, str]
    source: str

    @property
    def key(self) -> str:
        """Tells it from all others."""
        return "/".join((self.asked.name, self.wrong, *self.how))

    def errand(self) -> Errand:
        """Return it as something to grade."""
        only = (self.asked.check, *([_beside(self.asked)] if self.how[2] else []))
        return Errand(key=self.key, submission=handed_in(self.source), only=only)


def handed_in(source: str) -> Submission:
    """Return one file as a submission."""
    data = source.encode()
    digest = hashlib.sha256(data).hexdigest()
    return Submission(id="hw.py", files=(("hw.py", data),), archive=False, digest=digest, notes=())


def every_function() -> Iterator[Asked]:
    """Yield what can be asked for: the plain functions, then those of networks."""
    for function in every.functions():
        yield Asked(architecture="", function=function)
    for architecture, name in NETWORKS:
        yield Asked(architecture=architecture, function=every.of_network(architecture, name))


def write_assignment(functions: Iterable[Asked], folder: Path) -> Path:
    """Write an assignment that asks for functions, each a group of its own; return its YAML."""
    checks = [line for asked in functions for line in _checks(asked)]
    path = folder / "assignment.yaml"
    path.write_text("\n".join(("assignment: every", "checks:", *checks, "")), encoding="utf-8")
    return path


def wrong_submissions(asked: Asked, known: AbstractSet[str] = frozenset()) -> Iterator[Written]:
    """Yield every misconception of a function in each layout and either precision.

    One that is ``known`` from another function, as networks share them, comes in one form alone.
    """
    for misconception in asked.function.misconceptions:
        source = source_of(misconception)
        ways = list(_ways(asked))
        for layout, precision, beside in ways[-1:] if misconception.id in known else ways:
            text = written(asked.check, asked.function, source, layout, precision)
            if beside:
                right = every.find(asked.companion)
                same = next(c for c in right.conventions if layout and c.id == layout.id)
                code = BESIDE[asked.companion]
                text += written(_beside(asked), right, code, same, precision)
            how = (layout.id if layout else "", precision, beside)
            alike = _alike(asked.function, misconception)
            yield Written(asked=asked, wrong=misconception.id, alike=alike, how=how, source=text)


def _ways(asked: Asked) -> Iterator[tuple[Convention | None, str, str]]:
    """Yield layouts and precisions beside a right function; alone, the farther layout."""
    beside = "beside" if asked.companion else ""
    yield from itertools.product(asked.layouts, PRECISIONS, (beside,))
    if beside:
        yield asked.layouts[-1], PRECISIONS[0], ""


def written(
    name: str, function: ReferenceFunction, source: str, layout: Convention | None, precision: str
) -> str:
    """Return a file whose function turns what it is given, and calls ``wrong_code`` in ``source``.

    Raises:
        ValueError: No order of the axes gives the layout.
    """
    names = [parameter.name for parameter in function.parameters]
    cases = [case.arguments for case in function.draw(np.random.default_rng(0))]
    return FILE.format(
        wrong="\n".join(f"    {line}" for line in source.splitlines()) + "\n",
        precision=precision,
        name=name,
        parameters=", ".join(names),
        handed=", ".join(f"precise({_handed(each, cases, layout)})" for each in names),
        returned=_returned(function, cases, layout),
    )


def _checks(asked: Asked) -> Iterator[str]:
    """Yield the check of a function, and that of the right one beside it, as lines of YAML."""
    function = asked.function
    layouts = [c.id for c in asked.layouts if c is not None]
    others = [c.id for c in function.conventions if c.axis in ALTERNATIVES]
    kind = _kind(function)
    points = ", ".join(f"{part}: 1" for part in dict.fromkeys(_parts(function)))
    earns = f"parts: {{{points}}}" if kind == "values" else "points: 1"
    fields = [f"id: {asked.check}", f"kind: {kind}", f"function: {function.name}", earns]
    fields += [f"group: {asked.check}", f"accept: [{', '.join((*layouts, *others))}]"]
    if asked.architecture:
        fields.append(f"params: {{architecture: {asked.architecture}}}")
    yield f"  - {{{', '.join(fields)}}}"
    if asked.companion:
        fields = [f"id: {_beside(asked)}", "kind: values", f"function: {asked.companion}"]
        fields += ["points: 9", f"group: {asked.check}", "accept: [rows, columns]"]
        yield f"  - {{{', '.join(fields)}}}"


def _beside(asked: Asked) -> str:
    return f"{asked.check}_beside"


def source_of(misconception: Misconception) -> str:
    """Return a misconception's code under the name ``wrong_code``."""
    source = textwrap.dedent(inspect.getsource(misconception.function))
    return source.replace(f"def {misconception.function.__name__}(", "def wrong_code(", 1)


def _can_be_written(function: ReferenceFunction, layout: Convention) -> bool:
    try:
        written("tried", function, "", layout, PRECISIONS[0])
    except ValueError:
        return False
    return True


def _kind(function: ReferenceFunction) -> str:
    if function.name.startswith("trajectory"):
        return "trajectory"
    return {"backprop": "gradient", "gradient_check": "differences"}.get(function.name, "values")


def _parts(function: ReferenceFunction) -> list[str]:
    return [case.part for case in function.draw(np.random.default_rng(0))]


def _alike(function: ReferenceFunction, wrong: Misconception) -> frozenset[str]:
    same = (m for m in function.misconceptions if m.alike and m.alike == wrong.alike)
    return frozenset((wrong.id, *(m.id for m in same)))


def _handed(name: str, cases: list[Arguments], layout: Convention | None) -> str:
    """Return the expression that turns what a parameter is given into its canonical form."""
    if layout is None or layout.present is None:
        return name
    pairs = [(layout.present(given)[name], given[name]) for given in cases]
    return _turn(pairs).format(name)


def _returned(
    function: ReferenceFunction, cases: list[Arguments], layout: Convention | None
) -> str:
    """Return the expression that turns a canonical answer into the layout's."""
    if layout is None or layout.adapt is None:
        return "answer"
    with np.errstate(all="ignore"):
        rights = [(function.right(*given.values()), given) for given in cases]
    adapted = [(right, layout.adapt(right, given)) for right, given in rights]
    if not function.outputs or not isinstance(adapted[0][0], tuple):
        return _turn(adapted).format("answer")
    turns = [
        _turn([(a[n], b[n]) for a, b in adapted]).format(f"answer[{n}]")
        for n in range(len(function.outputs))
    ]
    return f"({', '.join(turns)},)"


def _turn(pairs: list[tuple[Any, Any]]) -> str:
    """Return the expression that makes the second of each pair of the first.

    Raises:
        ValueError: No order of the axes does.
    """
    axes: dict[int, tuple[int, ...]] = {}
    for dimensions in sorted({np.ndim(a) for a, _ in pairs}):
        alike = [(a, b) for a, b in pairs if np.ndim(a) == dimensions]
        orders = itertools.permutations(range(dimensions))
        found = next((o for o in orders if all(_equal(a, b, o) for a, b in alike)), None)
        if found is None:
            raise ValueError(f"no order of the axes makes one of the other: {len(alike)} arrays")
        if list(found) != sorted(found):
            axes[dimensions] = found
    return "turned({}, " + repr(axes).replace("{", "{{").replace("}", "}}") + ")" if axes else "{}"


def _equal(one: Any, other: Any, order: tuple[int, ...]) -> bool:
    if not isinstance(other, np.ndarray):
        return one is other or bool(np.array_equal(one, other))
    floats = other.dtype.kind == "f"
    return bool(np.array_equal(np.transpose(one, order), other, equal_nan=floats))
