"""Discriminating inputs for whole networks, by tensors and by lists. Runs in the judge.

Every hidden unit is active on at least one fifth of the examples and inactive on at least one
fifth, and no pre-activation lies within 1e-3 of the kink: a forgotten derivative then shows in
every unit, and rounding never decides on which side an example falls.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader_reference import scalars
from grader_reference.architectures import Architecture
from grader_reference.arrays import Array
from grader_reference.catalogue import Case
from grader_reference.initialisation import dividing_biases, scaled_weights
from grader_reference.inputs.rows import Draw, case, rounded, scored, signed, targets
from grader_reference.networks import ACTIVATIONS

BATCHES = (40, 12, 12)
"""Examples of the inputs: two sizes, so that a fixed divisor is told from the batch size; one of
them twice, so that a mask kept by its shape shows."""
LEAST = 2e-3
"""The least gradient by any parameter of a scalar network."""
FAR = 12.0
"""The largest product of inputs and weights where relu is asked far from its kink."""
LARGE = 200_000
"""From so many parameters on, one input is enough: it has to be drawn, sent and copied."""


def network(architecture: Architecture, *, loss: bool, far: bool = False) -> Draw:
    """Draw inputs, targets where a ``loss`` wants them, and parameters.

    With ``far`` the last of them reaches relu's pre-activations of ``FAR``.
    """
    batches = BATCHES[:1] if architecture.size > LARGE else BATCHES
    reaches = [0.0] * (len(batches) - 1) + [FAR if far and architecture.activation == "relu" else 0]

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            scored(
                "ordinary",
                f"{n} examples through {'-'.join(map(str, architecture.widths))}",
                **_drawn(rng, architecture, _unlike(n, architecture), loss=loss, reach=reach),
            )
            for n, reach in zip(batches, reaches, strict=True)
        )

    return draw


def network_with_extremes(architecture: Architecture) -> Draw:
    """Draw for the forward pass, and once more with output biases near ±1000."""
    ordinary = network(architecture, loss=False, far=True)

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        cases = ordinary(rng)
        last = f"b{architecture.layers}"
        far = np.where(np.arange(architecture.widths[-1]) % 2, 999.0, 1000.0)[None, :]
        huge = {**cases[-1].arguments, last: far + cases[-1].arguments[last]}
        return (*cases, scored("extreme", "logits near 1000", **huge))

    return draw


def small_network(architecture: Architecture, *, loss: bool) -> Draw:
    """Draw a 2-3-2 network (deeper where the architecture is), one and then three examples."""
    small = architecture.small()

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        given = {n: rounded(v) for n, v in _drawn(rng, small, 10, loss=False).items()}
        return tuple(
            case("ordinary", f"{_examples(n)} through {small}", **_first(rng, given, n, loss=loss))
            for n in (1, 3)
        )

    return draw


def _first(
    rng: np.random.Generator, given: Mapping[str, Array], n: int, *, loss: bool
) -> dict[str, Array]:
    """Return the first examples only, with targets in which both classes occur."""
    first = {"X": given["X"][:n]}
    if loss:
        first["T"] = np.eye(2)[rng.permutation(np.arange(n) % 2)]
    return {**first, **{name: value for name, value in given.items() if name != "X"}}


def _examples(n: int) -> str:
    return "one example" if n == 1 else f"{n} examples"


def _unlike(n: int, architecture: Architecture) -> int:
    """Return a number of examples that is none of the widths."""
    while n in architecture.widths:
        n += 1
    return n


def _drawn(
    rng: np.random.Generator, architecture: Architecture, n: int, *, loss: bool, reach: float = 0.0
) -> dict[str, Array]:
    """Draw arguments in canonical order: X, T, W1, b1, …; X (n, D), T (n, K), b (1, H).

    With a ``reach`` X is as large as makes the largest |X W1| that number.
    """
    X = rng.normal(size=(n, architecture.widths[0]))
    given = {"X": X, **({"T": targets(rng, n, architecture.widths[-1])} if loss else {})}
    function = ACTIVATIONS[architecture.activation].function
    a = X
    for layer, (inputs, outputs) in enumerate(architecture.shapes(), start=1):
        W = scaled_weights(rng, inputs, outputs)
        if reach and layer == 1:
            a = given["X"] = X * (reach / np.max(np.abs(X @ W)))
        last = layer == architecture.layers
        products = a @ W
        b = signed(rng, 1, outputs, low=0.2, high=0.8) if last else dividing_biases(rng, products)
        given[f"W{layer}"], given[f"b{layer}"] = W, b
        a = function(products + b)
    return given


def drawn_network(rng: np.random.Generator, architecture: Architecture, n: int) -> dict[str, Array]:
    """Draw X (n, D), T (n, K) and the parameters W1 (D, H), b1 (1, H) and so on."""
    return _drawn(rng, architecture, n, loss=True)


def scalar_network(names: str) -> Draw:
    """Draw lists for a 2-3-2 network; ``names`` are its parameters, such as ``xtwbvc``."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return (
            *(case("ordinary", "a 2-3-2 network", **_lists(rng, names, (2, 3, 2))) for _ in "123"),
            case("shape", "a 3-4-5 network", **_lists(rng, names, (3, 4, 5))),
        )

    return draw


def small_scalar_network(names: str) -> Draw:
    """Draw a 2-3-2 network of numbers with one decimal."""

    def draw(rng: np.random.Generator) -> tuple[Case, ...]:
        return tuple(
            case("ordinary", label, **_lists(rng, names, (2, 3, 2), digits=1))
            for label in ("a 2-3-2 network", "another 2-3-2 network")
        )

    return draw


def _lists(
    rng: np.random.Generator, names: str, widths: tuple[int, int, int], *, digits: int = 3
) -> dict[str, Any]:
    """Draw a network's lists in which every gradient is large enough to be told from rounding."""
    while True:
        drawn = _any_lists(rng, widths, digits)
        gradients = scalars.backward(**drawn)
        if all(np.min(np.abs(gradient)) >= LEAST for gradient in gradients):
            return {name: drawn[name] for name in names}


def _any_lists(
    rng: np.random.Generator, widths: tuple[int, int, int], digits: int
) -> dict[str, Any]:
    inputs, hidden, outputs = widths
    shapes = {
        "x": (inputs,),
        "w": (inputs, hidden),
        "b": (hidden,),
        "v": (hidden, outputs),
        "c": (outputs,),
    }
    drawn: dict[str, Any] = {
        name: rounded(signed(rng, *shape, low=0.2, high=1.8), digits).tolist()
        for name, shape in shapes.items()
    }
    return {**drawn, "t": np.eye(outputs)[rng.integers(outputs)].tolist()}


def scalar_scores(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw lists of scores for a softmax: two, as a network of two outputs has; then others."""

    def near(*centres: float) -> list[float]:
        return [centre + float(rng.normal(0.0, 1.3)) for centre in centres]

    return (
        case("ordinary", "two scores", o=near(0.0, 0.0)),
        case("ordinary", "two other scores", o=near(0.0, 0.0)),
        case("extreme", "two scores near 1000", o=near(1000.0, 1000.0)),
        case("extreme", "one very negative score", o=near(0.0, -1000.0)),
        case("extreme", "one very large score", o=near(0.0, 1000.0)),
        case("extreme", "a very large score and a very negative one", o=near(-1000.0, 1000.0)),
        case("shape", "five scores", o=near(0.0, 0.0, 0.0, 0.0, 0.0)),
        case("shape", "three scores, one very negative", o=near(0.0, 0.0, -1000.0)),
    )


def small_scalar_scores(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw two scores, then three, then large ones."""
    return (
        case("ordinary", "two scores", o=[1.0, 2.0]),
        case("ordinary", "three scores", o=rounded(rng.uniform(-2, 2, 3)).tolist()),
        case("extreme", "two large scores", o=[1000.0, 1001.0]),
    )


def numbers(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw plain numbers for a scalar sigmoid."""
    ordinary = [*signed(rng, 4), *signed(rng, 2, low=7.0, high=12.0), *signed(rng, 2, low=0.001)]
    return (
        *(case("ordinary", "a plain number", x=float(x)) for x in ordinary),
        case("extreme", "a very large number", x=800.0),
        case("extreme", "a very negative number", x=-800.0),
    )


def small_numbers(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw a positive and a negative number, then extremes."""
    del rng
    return (
        case("ordinary", "a positive number", x=0.5),
        case("ordinary", "a negative number", x=-2.0),
        case("extreme", "a very large number", x=800.0),
        case("extreme", "a very negative number", x=-800.0),
    )


def outcomes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw probabilities and one-hot targets as lists, for the loss of one example."""
    unlikely = rng.uniform(0.004, 0.006)
    return (
        case("ordinary", "two outputs, the first is true", y=_shares(rng, 2), t=[1.0, 0.0]),
        case("ordinary", "two outputs, the second is true", y=_shares(rng, 2), t=[0.0, 1.0]),
        case("ordinary", "an unlikely output is true", y=[unlikely, 1 - unlikely], t=[1.0, 0.0]),
        case("ordinary", "a likely output is true", y=[unlikely, 1 - unlikely], t=[0.0, 1.0]),
        case(
            "shape",
            "five outputs, the fourth is true",
            y=_shares(rng, 5),
            t=[0.0, 0.0, 0.0, 1.0, 0.0],
        ),
    )


def small_outcomes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Draw two outputs, then three."""
    del rng
    return (
        case("ordinary", "two outputs", y=[0.25, 0.75], t=[0.0, 1.0]),
        case("ordinary", "three outputs", y=[0.5, 0.3, 0.2], t=[1.0, 0.0, 0.0]),
    )


def _shares(rng: np.random.Generator, k: int) -> list[float]:
    e = np.exp(rng.uniform(-0.8, 0.8, k))
    shares: list[float] = (e / e.sum()).tolist()
    return shares
