"""Discriminating inputs: random, generic, and of shapes that tell things apart. Runs in the judge.

Numbers of examples, inputs and classes differ everywhere, so that a mistaken axis or a mistaken
divisor shows; nothing is symmetric, nothing is exactly one, and every right formula agrees with
every other to far better than 1e-9. One shape is asked twice, so that what is kept from an earlier
call shows. Every scored array is exact in float32: code that casts an argument loses nothing by
the cast itself. The same generator state draws the same inputs.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader_reference.arrays import Array
from grader_reference.catalogue import Case

Draw = Callable[[np.random.Generator], tuple[Case, ...]]

WIDE = (7, 13, 10)
"""Examples, inputs and classes: N = 7, D = 13, K = 10."""
NARROW = (5, 7, 3)
"""The same for a second input with other than ten classes: N = 5, D = 7, K = 3."""
HUGE = 800.0
"""Where e^z is neither finite nor merely tiny: e^800 overflows and e^−800 is exactly 0."""
SMALL, WIDEST = 1e-3, 12.0
"""The sizes between which numbers are spread: past a threshold of 0.01 and a cap at 6."""
UNITS = 2**20
"""Probabilities are multiples of 1 / UNITS: exact in float32, and their sum is exactly 1."""


def case(part: str, label: str, **arguments: Any) -> Case:
    """Return one input of a part, with its reason."""
    return Case(part=part, label=label, arguments=arguments)


def scored(part: str, label: str, **arguments: Any) -> Case:
    """Return one input of a part whose arrays are exact in float32."""
    return case(part, label, **{name: in_single(value) for name, value in arguments.items()})


def in_single(value: Any) -> Any:
    """Return numbers rounded to float32, still as float64; whole numbers as they are."""
    if isinstance(value, float):
        return float(np.float32(value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float32).astype(np.float64)
    return value


def signed(rng: np.random.Generator, *shape: int, low: float = 0.05, high: float = 3.0) -> Array:
    """Return numbers of either sign with ``low`` ≤ |z| ≤ ``high``; both signs occur."""
    z: Array = rng.uniform(low, high, shape) * rng.choice((-1.0, 1.0), shape)
    flat = z.reshape(-1)
    flat[:2] = np.abs(flat[:2]) * (1, -1)
    return z


def spread(rng: np.random.Generator, *shape: int, widest: float = WIDEST) -> Array:
    """Return numbers of all sizes from ``SMALL`` to ``widest``, each size with either sign."""
    count = int(np.prod(shape))
    steps = (np.arange(count) // 2 + rng.uniform(size=count)) / ((count + 1) // 2)
    sizes = SMALL * (widest / SMALL) ** steps
    return np.asarray(rng.permutation(sizes * (-1.0) ** np.arange(count)).reshape(shape))


def scores(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return scores of ordinary size; (n, k)."""
    return rng.normal(0.0, 1.3, (n, k))


def extreme_scores(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return ordinary rows beside five with large scores, of every kind; (n, k) with n > 5.

    All near 1000, all near −1000, one near −1000 among those near 1000, one near 1000 among
    ordinary ones, and one of either among ordinary ones.
    """
    z = scores(rng, n, k)
    z[1] += 1000.0
    z[2] -= 1000.0
    z[3] += 1000.0
    z[3, rng.integers(k)] = -1000.0 - rng.uniform(1, 2)
    z[4, rng.integers(k)] += 1000.0
    z[5, rng.permutation(k)[:2]] += (1000.0, -1000.0)
    return z


def probabilities(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return rows of probabilities, each between 0.02 and 0.9; (n, k)."""
    reach = 1.3 if k < 5 else 0.8
    return shares(np.exp(rng.uniform(-reach, reach, (n, k))))


def shares(sizes: Array) -> Array:
    """Return each row over its sum, in whole ``UNITS`` so that nothing is rounded; (n, k)."""
    units = np.round(sizes / sizes.sum(axis=1, keepdims=True) * UNITS)
    units[np.arange(len(units)), units.argmax(axis=1)] += UNITS - units.sum(axis=1)
    return np.asarray(units / UNITS)


def some_impossible(rng: np.random.Generator, t: Array) -> Array:
    """Return probabilities of which one in three rows holds an exact 0, off the target."""
    p = probabilities(rng, *t.shape)
    for row in range(0, len(t), 3):
        p[row, rng.choice(np.flatnonzero(t[row] == 0))] = 0.0
    return shares(p)


def sure(rng: np.random.Generator, t: Array) -> Array:
    """Return probabilities of which one gives the target 0.6 %, and one gives it 99.4 %; (n, k)."""
    p = probabilities(rng, *t.shape)
    for row, share in zip(rng.permutation(len(t))[:2], (0.006, 0.994), strict=True):
        rest = np.where(t[row] == 0, p[row], 0.0)
        p[row] = t[row] * share + rest / rest.sum() * (1 - share)
    return shares(p)


def classes(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return labels in which at least two classes occur, and the last does not; (n,)."""
    labels = rng.integers(0, k - 1, n)
    labels[:2] = rng.permutation(k - 1)[:2]
    return rng.permutation(labels)


def targets(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return one-hot targets of several classes, as floats; (n, k)."""
    some = rng.permutation(k)[: max(1, n - 2)]
    drawn = np.concatenate([some, rng.integers(0, k, n)])[:n]
    return np.asarray(np.eye(k)[rng.permutation(drawn)])


def rounded(array: Array, digits: int = 1) -> Array:
    """Return numbers a student can copy by hand; none is rounded to 0, 1 or −1."""
    short = np.round(array, digits)
    short = np.where(short == 0, 10.0**-digits, short)
    return np.asarray(np.where(np.abs(short) == 1, 1.1 * short, short))


def elementwise(parameter: str, *, extreme: float = HUGE, widest: float = WIDEST) -> Draw:
    """Draw for a function of single numbers: ordinary shapes, the extremes, other forms."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        far = signed(rng, 3, 4)
        far[0, :2], far[2, 1:3] = (extreme, -extreme), (-extreme, extreme)
        return tuple(
            scored(part, label, **{parameter: z})
            for part, label, z in (
                ("ordinary", "a 7 × 10 array of both signs", signed(rng, 7, 10)),
                ("ordinary", "a 5 × 3 array, a negative number first", -signed(rng, 5, 3)),
                (
                    "ordinary",
                    "another 7 × 10 array, of small and large numbers",
                    spread(rng, 7, 10, widest=widest),
                ),
                ("extreme", "very large numbers beside ordinary ones", far),
                ("dtype", "whole numbers", rng.permutation(np.arange(-4, 5))),
                ("shape", "a vector", signed(rng, 6)),
                ("scalar", "a plain number", float(signed(rng, 3)[2])),
            )
        )

    return draw


def small_elementwise(parameter: str, *, extreme: float = HUGE) -> Draw:
    """Draw one, two and four numbers of few digits, then the extremes."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            case(part, label, **{parameter: np.array(z)})
            for part, label, z in (
                ("ordinary", "one positive number", [[0.5]]),
                ("ordinary", "one negative number", [[-0.5]]),
                ("ordinary", "one larger number", [[8.5]]),
                ("ordinary", "one small number", [[0.005]]),
                ("ordinary", "one of either sign", [[-1.5, 2.5]]),
                ("ordinary", "two rows", rounded(signed(rng, 2, 2, low=0.2))),
                ("extreme", "one very large number", [[extreme]]),
                ("extreme", "one very negative number", [[-extreme]]),
            )
        )

    return draw


def with_zeros(draw: Draw, parameter: str) -> Draw:
    """Draw the same inputs and one that holds exact zeros."""

    def draw_more(rng: np.random.Generator) -> tuple[Case, ...]:
        z = signed(rng, 4, 3)
        z[1, 1] = z[2, 0] = 0.0
        return (*draw(rng), scored("ordinary", "zeros among the numbers", **{parameter: z}))

    return draw_more


def row_scores(parameter: str) -> Draw:
    """Draw for a function of rows of scores."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        (n, _, k), (few, _, three) = WIDE, NARROW
        mixed = "rows near 1000 and −1000 beside ordinary ones"
        return tuple(
            scored(part, label, **{parameter: z})
            for part, label, z in (
                ("ordinary", "7 rows of 10 scores", scores(rng, n, k)),
                ("ordinary", "5 rows of 3 scores", scores(rng, few, three)),
                ("ordinary", "5 other rows of 3 scores", scores(rng, few, three)),
                ("extreme", mixed, extreme_scores(rng, n, k)),
                ("extreme", "the same with 3 scores in a row", extreme_scores(rng, n, three)),
                ("dtype", "whole numbers", rng.integers(-3, 4, (4, 6))),
                ("shape", "a single row", scores(rng, 1, k)),
            )
        )

    return draw


def small_row_scores(parameter: str) -> Draw:
    """Draw one row, two rows, and large scores."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        two = rounded(rng.uniform(-2, 2, (2, 3)))
        return tuple(
            case(part, label, **{parameter: np.array(z)})
            for part, label, z in (
                ("ordinary", "one row of two scores", [[1.0, 2.0]]),
                ("ordinary", "two rows of three scores", two),
                ("extreme", "one row of large scores", [[1000.0, 1001.0]]),
                ("extreme", "one large score among small ones", [[1000.0, 0.0, 0.0, 0.0]]),
                ("extreme", "a large row beside an ordinary one", [[1000.0, 1001.0], [1.0, 2.0]]),
            )
        )

    return draw


def affine(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw for a layer X W + b."""

    def layer(part: str, label: str, n: int, d: int, k: int) -> Case:
        return scored(
            part,
            label,
            input=rng.normal(size=(n, d)),
            weights=rng.normal(size=(d, k)),
            bias=signed(rng, 1, k, low=0.3),
        )

    whole = scored(
        "dtype",
        "whole numbers as inputs",
        input=rng.integers(-3, 4, (4, 6)),
        weights=rng.normal(size=(6, 3)),
        bias=signed(rng, 1, 3, low=0.3),
    )
    return (
        layer("ordinary", "7 examples of 13 inputs, 10 outputs", *WIDE),
        layer("ordinary", "5 examples of 7 inputs, 3 outputs", *NARROW),
        layer("ordinary", "5 other examples of 7 inputs, 3 outputs", *NARROW),
        whole,
        layer("shape", "a single example", 1, 4, 3),
    )


def small_affine(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw one example with one output, then two with three."""
    return (
        case(
            "ordinary",
            "one example, one output",
            input=np.array([[2.0, -0.5]]),
            weights=np.array([[0.5], [3.0]]),
            bias=np.array([[0.2]]),
        ),
        case(
            "ordinary",
            "two examples, three outputs",
            input=rounded(rng.uniform(-2, 2, (2, 2))),
            weights=rounded(rng.uniform(-2, 2, (2, 3))),
            bias=rounded(rng.uniform(-2, 2, (1, 3))),
        ),
    )


def losses(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw targets and probabilities."""

    def of(part: str, label: str, t: Array, p: Array) -> Case:
        return scored(part, label, target=t, prediction=p)

    (n, _, k), (few, _, three) = WIDE, NARROW
    whole, wide = targets(rng, 6, 4), targets(rng, n, k)
    narrow, other = targets(rng, few, three), targets(rng, few, three)
    return (
        of("ordinary", "7 examples of 10 classes", wide, probabilities(rng, n, k)),
        of("ordinary", "5 examples of 3 classes", narrow, probabilities(rng, few, three)),
        of(
            "ordinary", "5 other examples, sure of right and wrong classes", other, sure(rng, other)
        ),
        of("dtype", "targets as whole numbers", whole.astype(np.int64), probabilities(rng, 6, 4)),
        of(
            "extreme", "probabilities of exactly 0 off the target", wide, some_impossible(rng, wide)
        ),
        of("shape", "a single example", targets(rng, 1, 4), probabilities(rng, 1, 4)),
    )


def small_losses(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw one example of two classes, two of three, and an impossible class."""
    p = np.array([[0.25, 0.75], [0.4, 0.6]])
    t = np.eye(3)[rng.permutation(3)[:2]]
    three = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])[rng.permutation(2)]
    whole = np.array([[0, 1], [1, 0]])
    return (
        case("ordinary", "one example", target=np.array([[0.0, 1.0]]), prediction=p[:1]),
        case("ordinary", "two examples of three classes", target=t, prediction=three),
        case("dtype", "a target of whole numbers", target=whole[:1], prediction=p[:1]),
        case("dtype", "two targets of whole numbers", target=whole, prediction=p),
        case(
            "extreme",
            "a probability of 0 off the target",
            target=np.array([[0.0, 1.0, 0.0]]),
            prediction=np.array([[0.2, 0.8, 0.0]]),
        ),
    )


def labels(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw integer labels of which the last class is missing."""
    (n, _, k), (few, _, three) = WIDE, NARROW
    return (
        case("ordinary", "7 labels of 10 classes", labels=classes(rng, n, k), classes=k),
        case("ordinary", "5 labels of 3 classes", labels=classes(rng, few, three), classes=three),
        case("ordinary", "7 other labels of 10 classes", labels=classes(rng, n, k), classes=k),
        case("ordinary", "6 labels of 12 classes", labels=1 + classes(rng, 6, 11), classes=12),
    )


def small_labels(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw one label, then three."""
    return (
        case("ordinary", "one label of two classes", labels=np.array([0]), classes=2),
        case("ordinary", "three labels", labels=rng.permutation(3), classes=4),
    )


def single_row(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw single rows of scores, as vectors."""
    return (
        scored("ordinary", "10 scores", z=scores(rng, 1, 10)[0]),
        scored("ordinary", "3 scores", z=scores(rng, 1, 3)[0]),
        scored("ordinary", "3 other scores", z=scores(rng, 1, 3)[0]),
        scored("extreme", "scores near 1000", z=scores(rng, 1, 4)[0] + 1000.0),
    )


def small_single_row(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw two scores, then three."""
    return (
        case("ordinary", "two scores", z=np.array([1.0, 2.0])),
        case("ordinary", "three scores", z=rounded(rng.uniform(-2, 2, 3))),
        case("extreme", "large scores", z=np.array([1000.0, 1001.0])),
    )


def guesses(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw predictions of which some are right, some wrong, with every class among the targets."""

    def of(n: int, k: int, right: int) -> Mapping[str, Array]:
        truth = rng.permutation(np.arange(n) % k)
        guess = np.where(rng.permutation(n) < right, truth, (truth + 1) % k)
        p = probabilities(rng, n, k)
        p[np.arange(n), guess] = rng.uniform(1.05, 1.5, n) * p.max(axis=1)  # a narrow lead
        return {"target": np.eye(k)[truth], "prediction": shares(p)}

    return (
        scored("ordinary", "23 predictions of 10 classes", **of(23, 10, 11)),
        scored("ordinary", "11 predictions of 3 classes", **of(11, 3, 5)),
        scored("ordinary", "11 other predictions of 3 classes", **of(11, 3, 7)),
    )


def small_guesses(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw one right prediction, then two of three."""
    del rng
    p = np.array([[0.3, 0.7], [0.6, 0.4], [0.2, 0.8]])
    return (
        case("ordinary", "one right prediction", target=np.array([[0.0, 1.0]]), prediction=p[:1]),
        case("ordinary", "two of three right", target=np.eye(2)[[1, 1, 1]], prediction=p),
    )
