"""Discriminating inputs: random, generic, and of shapes that tell things apart. Runs in the judge.

Numbers of examples, inputs and classes differ everywhere, so that a mistaken axis or a mistaken
divisor shows; nothing is symmetric, nothing is exactly one, and every right formula agrees with
every other to far better than 1e-9. The same generator state draws the same inputs.
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


def case(part: str, label: str, **arguments: Any) -> Case:
    """Return one input of a part, with its reason."""
    return Case(part=part, label=label, arguments=arguments)


def signed(rng: np.random.Generator, *shape: int, low: float = 0.05, high: float = 3.0) -> Array:
    """Return numbers of either sign with ``low`` ≤ |z| ≤ ``high``; both signs occur."""
    z: Array = rng.uniform(low, high, shape) * rng.choice((-1.0, 1.0), shape)
    flat = z.reshape(-1)
    flat[:2] = np.abs(flat[:2]) * (1, -1)
    return z


def scores(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return scores of ordinary size; (n, k)."""
    return rng.normal(0.0, 1.3, (n, k))


def extreme_scores(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return ordinary rows beside one near 1000, one near −1000 and one that holds both; (n, k)."""
    z = scores(rng, n, k)
    z[1] += 1000.0
    z[2] -= 1000.0
    z[3] += 1000.0
    z[3, rng.integers(k)] = -1000.0 - rng.uniform(1, 2)
    return z


def probabilities(rng: np.random.Generator, n: int, k: int) -> Array:
    """Return rows of probabilities, each between 0.02 and 0.9; (n, k)."""
    spread = 1.3 if k < 5 else 0.8
    e = np.exp(rng.uniform(-spread, spread, (n, k)))
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def some_impossible(rng: np.random.Generator, t: Array) -> Array:
    """Return probabilities of which one in three rows holds an exact 0, off the target."""
    p = probabilities(rng, *t.shape)
    for row in range(0, len(t), 3):
        p[row, rng.choice(np.flatnonzero(t[row] == 0))] = 0.0
    return np.asarray(p / p.sum(axis=1, keepdims=True))


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


def elementwise(parameter: str, *, extreme: float = HUGE) -> Draw:
    """Draw for a function of single numbers: two ordinary shapes, the extremes, other forms."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        far = signed(rng, 3, 4)
        far[0, :2], far[2, 1:3] = (extreme, -extreme), (-extreme, extreme)
        return (
            case("ordinary", "a 7 × 10 array of both signs", **{parameter: signed(rng, 7, 10)}),
            case("ordinary", "a 5 × 3 array of both signs", **{parameter: signed(rng, 5, 3)}),
            case("extreme", "very large numbers beside ordinary ones", **{parameter: far}),
            case("dtype", "whole numbers", **{parameter: rng.permutation(np.arange(-4, 5))}),
            case("shape", "a vector", **{parameter: signed(rng, 6)}),
            case("scalar", "a plain number", **{parameter: float(signed(rng, 3)[2])}),
        )

    return draw


def small_elementwise(parameter: str, *, extreme: float = HUGE) -> Draw:
    """Draw one, two and four numbers with one decimal, then the extremes."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        pair = np.array([[-1.5, 2.0]])
        four = rounded(signed(rng, 2, 2, low=0.2))
        return (
            case("ordinary", "one positive number", **{parameter: np.array([[0.5]])}),
            case("ordinary", "one negative number", **{parameter: np.array([[-0.5]])}),
            case("ordinary", "one of either sign", **{parameter: pair}),
            case("ordinary", "two rows", **{parameter: four}),
            case("extreme", "one very large number", **{parameter: np.array([[extreme]])}),
            case("extreme", "one very negative number", **{parameter: np.array([[-extreme]])}),
        )

    return draw


def with_zeros(draw: Draw, parameter: str) -> Draw:
    """Draw the same inputs and one that holds exact zeros."""

    def draw_more(rng: np.random.Generator) -> tuple[Case, ...]:
        z = signed(rng, 4, 3)
        z[1, 1] = z[2, 0] = 0.0
        return (*draw(rng), case("ordinary", "zeros among the numbers", **{parameter: z}))

    return draw_more


def row_scores(parameter: str) -> Draw:
    """Draw for a function of rows of scores."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        (n, _, k), (few, _, three) = WIDE, NARROW
        whole = rng.integers(-3, 4, (4, 6))
        return (
            case("ordinary", "7 rows of 10 scores", **{parameter: scores(rng, n, k)}),
            case("ordinary", "5 rows of 3 scores", **{parameter: scores(rng, few, three)}),
            case(
                "extreme",
                "rows near 1000 and −1000 beside ordinary ones",
                **{parameter: extreme_scores(rng, n, k)},
            ),
            case(
                "extreme",
                "the same with 3 scores in a row",
                **{parameter: extreme_scores(rng, few, three)},
            ),
            case("dtype", "whole numbers", **{parameter: whole}),
            case("shape", "a single row", **{parameter: scores(rng, 1, k)}),
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
                ("extreme", "a large row beside an ordinary one", [[1000.0, 1001.0], [1.0, 2.0]]),
            )
        )

    return draw


def affine(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw for a layer X W + b."""

    def layer(part: str, label: str, n: int, d: int, k: int) -> Case:
        return case(
            part,
            label,
            input=rng.normal(size=(n, d)),
            weights=rng.normal(size=(d, k)),
            bias=signed(rng, 1, k, low=0.3),
        )

    whole = case(
        "dtype",
        "whole numbers as inputs",
        input=rng.integers(-3, 4, (4, 6)),
        weights=rng.normal(size=(6, 3)),
        bias=signed(rng, 1, 3, low=0.3),
    )
    return (
        layer("ordinary", "7 examples of 13 inputs, 10 outputs", *WIDE),
        layer("ordinary", "5 examples of 7 inputs, 3 outputs", *NARROW),
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
        return case(part, label, target=t, prediction=p)

    (n, _, k), (few, _, three) = WIDE, NARROW
    whole, wide, narrow = targets(rng, 6, 4), targets(rng, n, k), targets(rng, few, three)
    return (
        of("ordinary", "7 examples of 10 classes", wide, probabilities(rng, n, k)),
        of("ordinary", "5 examples of 3 classes", narrow, probabilities(rng, few, three)),
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
        case("ordinary", "10 scores", z=scores(rng, 1, 10)[0]),
        case("ordinary", "3 scores", z=scores(rng, 1, 3)[0]),
        case("extreme", "scores near 1000", z=scores(rng, 1, 4)[0] + 1000.0),
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

    def of(n: int, k: int) -> Mapping[str, Array]:
        truth = rng.permutation(np.arange(n) % k)
        guess = np.where(rng.permutation(n) < n // 2, truth, (truth + 1) % k)
        p = probabilities(rng, n, k)
        p[np.arange(n), guess] += 1.0
        return {"target": np.eye(k)[truth], "prediction": p / p.sum(axis=1, keepdims=True)}

    return (
        case("ordinary", "23 predictions of 10 classes", **of(23, 10)),
        case("ordinary", "11 predictions of 3 classes", **of(11, 3)),
    )


def small_guesses(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw one right prediction, then two of three."""
    del rng
    p = np.array([[0.3, 0.7], [0.6, 0.4], [0.2, 0.8]])
    return (
        case("ordinary", "one right prediction", target=np.array([[0.0, 1.0]]), prediction=p[:1]),
        case("ordinary", "two of three right", target=np.eye(2)[[1, 1, 1]], prediction=p),
    )
