"""Central differences against a gradient, block by block. Runs in the judge.

For a direction ``u`` the derivative is ``(L(θ + εu) − L(θ − εu)) / 2ε`` with an error of order ε²
plus the rounding of the loss over ε. It is held against ``g·u``, relative to the root mean square
of ``g·u`` over the directions: single products may be near zero by chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.numerics.comparison import is_single
from grader.worker.answering import direction

Floats = NDArray[np.float64]
TOLERANCE = 1e-6
TOLERANCE_SINGLE = 1e-5
"""For a gradient in float32, whose own rounding is measured as some 1e-7 of its size."""
NOISE = 8.0
ALMOST = 5e-3


@dataclass(frozen=True, slots=True)
class Block:
    """One parameter's verdict.

    Attributes:
        name: The parameter.
        agrees: Whether differences and gradient agree.
        error: The largest error relative to the root mean square of ``g·u``.
        text: The verdict in a sentence.
    """

    name: str
    agrees: bool
    error: float
    text: str

    @classmethod
    def off(cls, name: str, text: str, error: float = float("inf")) -> "Block":
        """Return the verdict on a block that does not agree."""
        return cls(name=name, agrees=False, error=error, text=text)


def block_verdicts(
    gradients: Mapping[str, Floats], losses: Floats, *, seed: int, epsilon: float
) -> tuple[Block, ...]:
    """Return one verdict per parameter; ``losses`` has shape (blocks, directions, 2)."""
    if not np.all(np.isfinite(losses)):
        return tuple(Block.off(n, "the loss is not finite") for n in gradients)
    if np.min(losses) == np.max(losses):
        return tuple(Block.off(n, "the loss does not change at all") for n in gradients)
    return tuple(
        _verdict(name, gradient, losses[number], seed, number, epsilon)
        for number, (name, gradient) in enumerate(gradients.items())
    )


def _verdict(
    name: str, gradient: Floats, losses: Floats, seed: int, block: int, epsilon: float
) -> Block:
    with np.errstate(all="ignore"):
        products = _products(gradient, seed, block, len(losses))
        slopes = (losses[:, 0] - losses[:, 1]) / (2.0 * epsilon)
        noise = NOISE * np.finfo(float).eps * float(np.max(np.abs(losses))) / epsilon
        scale = float(np.sqrt(np.mean(np.maximum(products**2, slopes**2))))
        error = float(np.max(np.abs(slopes - products)))
    if not np.isfinite(scale + noise):
        return Block.off(name, "the gradient is no number, or far too large")
    relative = error / scale if scale else np.inf
    tolerance = TOLERANCE_SINGLE if is_single(gradient) else TOLERANCE
    if error <= tolerance * scale + noise:
        return Block(name=name, agrees=True, error=relative, text="agrees")
    if not np.any(gradient):
        return Block.off(name, "all zeros, and the loss does change", relative)
    return Block.off(name, _ratio(products, slopes), relative)


def _products(gradient: Floats, seed: int, block: int, count: int) -> Floats:
    """Return the slope that a gradient promises along each direction."""
    steps = (direction(seed, block, number, gradient.shape) for number in range(count))
    return np.array([float(np.sum(gradient * step)) for step in steps])


def _ratio(products: Floats, slopes: Floats) -> str:
    """Say by which factor the gradient is off, where one fits."""
    square = float(np.sum(slopes**2))
    factor = float(np.sum(products * slopes)) / square if square else np.inf
    if square and np.allclose(products, factor * slopes, rtol=1e-4, atol=1e-4 * np.sqrt(square)):
        if abs(factor - 1.0) <= ALMOST:
            return "close to the slope of the loss, but not equal to it"
        return f"{factor:.4g} times the slope of the loss"
    return "the slope of the loss is another"
