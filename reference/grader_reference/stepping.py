"""The optimisers in place and block by block, for training that takes seconds. Runs in the judge.

Theory of operation
-------------------
A step of Adam reads and writes four arrays with ten operations each. On five million parameters
each operation would travel through main memory, and that is where the time goes. So a step is done
on blocks that stay in the processor's cache, with two scratch blocks in place of temporaries. The
formulas are those of :mod:`grader_reference.optimisers`; the tests hold the two side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from grader_reference.arrays import Array

BLOCK = 1 << 14
"""Numbers of a block: six arrays of it lie in a cache of half a megabyte, in float32."""


class Rule(Protocol):
    """An optimiser: its settings, how many arrays it carries, and its step on one block."""

    slots: ClassVar[int]

    @property
    def learning_rate(self) -> float: ...

    def move(self, w: Array, g: Array, state: Sequence[Array], t: int, room: Array) -> None:
        """Move ``w`` (n,) in place by its gradient (n,); ``room`` (2, n) is scratch.

        ``state`` holds ``slots`` arrays (n,), zero before the first step; t counts from 1.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Sgd:
    """w ← w − η g."""

    slots: ClassVar[int] = 0
    learning_rate: float

    def move(self, w: Array, g: Array, state: Sequence[Array], t: int, room: Array) -> None:
        """Move a block; see :class:`Rule`."""
        del state, t
        w -= np.multiply(g, self.learning_rate, out=room[0])


@dataclass(frozen=True, kw_only=True)
class Momentum:
    """v ← μ v − η g and w ← w + v.

    ``averaged`` puts (1 − μ) g in the place of g; ``nesterov`` moves on by μ v − η g instead.
    """

    slots: ClassVar[int] = 1
    learning_rate: float
    momentum: float = 0.9
    averaged: bool = False
    nesterov: bool = False

    def move(self, w: Array, g: Array, state: Sequence[Array], t: int, room: Array) -> None:
        """Move a block; see :class:`Rule`."""
        del t
        (v,) = state
        rate = self.learning_rate * (1 - self.momentum if self.averaged else 1.0)
        step = np.multiply(g, rate, out=room[0])
        v *= self.momentum
        v -= step
        if self.nesterov:  # w − μ v + (1 + μ) v′ = w + μ v′ − η g, since v′ = μ v − η g
            w -= step
            w += np.multiply(v, self.momentum, out=room[1])
        else:
            w += v


@dataclass(frozen=True, kw_only=True)
class Adagrad:
    """c ← c + g² and w ← w − η g / (√c + ε)."""

    slots: ClassVar[int] = 1
    learning_rate: float
    epsilon: float = 1e-8

    def move(self, w: Array, g: Array, state: Sequence[Array], t: int, room: Array) -> None:
        """Move a block; see :class:`Rule`."""
        del t
        (cache,) = state
        cache += np.multiply(g, g, out=room[0])
        w -= _over_root(g, cache, self.learning_rate, self.epsilon, room)


@dataclass(frozen=True, kw_only=True)
class RmsProp:
    """c ← ρ c + (1 − ρ) g² and w ← w − η g / (√c + ε)."""

    slots: ClassVar[int] = 1
    learning_rate: float
    decay: float = 0.9
    epsilon: float = 1e-8

    def move(self, w: Array, g: Array, state: Sequence[Array], t: int, room: Array) -> None:
        """Move a block; see :class:`Rule`."""
        del t
        (cache,) = state
        _average(cache, np.multiply(g, g, out=room[0]), self.decay)
        w -= _over_root(g, cache, self.learning_rate, self.epsilon, room)


@dataclass(frozen=True, kw_only=True)
class Adam:
    """Adam with bias correction; see :func:`~grader_reference.optimisers.adam_step`."""

    slots: ClassVar[int] = 2
    learning_rate: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def move(self, w: Array, g: Array, state: Sequence[Array], t: int, room: Array) -> None:
        """Move a block; see :class:`Rule`."""
        m, v = state
        _average(v, np.multiply(g, g, out=room[0]), self.beta2)
        np.copyto(room[0], g)
        _average(m, room[0], self.beta1)
        # η m̂ / (√v̂ + ε), with the root of 1 − β₂ᵗ taken out: both factors are numbers.
        root = (1 - self.beta2**t) ** 0.5
        rate = self.learning_rate * root / (1 - self.beta1**t)
        w -= _over_root(m, v, rate, self.epsilon * root, room)


def _average(running: Array, new: Array, share: float) -> None:
    """Make running ← share · running + (1 − share) · new; ``new`` is used up."""
    running *= share
    new *= 1 - share
    running += new


def _over_root(g: Array, cache: Array, rate: float, epsilon: float, room: Array) -> Array:
    """Return rate · g / (√cache + ε), in the scratch block."""
    root: Array = np.sqrt(cache, out=room[0])
    root += epsilon
    step: Array = np.multiply(g, rate, out=room[1])
    step /= root
    return step


@dataclass(frozen=True, kw_only=True)
class Decay:
    """Weight decay: what is added to the gradient of every weight, or taken from the weight.

    Attributes:
        strength: λ of λ/2 Σ w², or of λ Σ w² where ``halved`` is false.
        decoupled: Whether w ← (1 − η λ) w stands in the place of a gradient (Loshchilov, Hutter,
            2019); the two agree for plain descent only.
    """

    strength: float = 0.0
    halved: bool = True
    decoupled: bool = False

    @property
    def factor(self) -> float:
        """What a weight is multiplied by in the penalty's gradient."""
        return self.strength * (1 if self.halved else 2)


class Stepper:
    """Moves the parameters of a network in place; carries the optimiser's state.

    Attributes:
        steps: How many steps were done.
    """

    def __init__(
        self,
        rule: Rule,
        parameters: Sequence[Array],
        *,
        decay: Decay | None = None,
        decayed: Sequence[bool] = (),
    ) -> None:
        """Make a state of zeros; ``decayed`` says which tensors are weights, by default matrices.

        The parameters are kept, not copied, and must be contiguous; biases are (1, K) or (K,).
        """
        self.steps = 0
        self._rule = rule
        self._decay = decay or Decay()
        self._decayed = tuple(decayed) or tuple(map(is_weight, parameters))
        self._flat = [_flat(p) for p in parameters]
        self._state = [[np.zeros_like(p) for _ in range(rule.slots)] for p in self._flat]
        self._room = np.empty((3, BLOCK), parameters[0].dtype)

    def step(self, gradients: Sequence[Array]) -> None:
        """Move every parameter by its gradient, of the parameter's shape."""
        self.steps += 1
        for number, gradient in enumerate(gradients):
            g = np.reshape(gradient, -1)
            for block in _blocks(len(g)):
                self._move(number, block, g[block])

    def _move(self, number: int, block: slice, g: Array) -> None:
        w, room = self._flat[number][block], self._room[:, : len(g)]
        if self._decayed[number] and self._decay.strength:
            g = self._with_decay(w, g, room[2])
        state = [s[block] for s in self._state[number]]
        self._rule.move(w, g, state, self.steps, room[:2])

    def _with_decay(self, w: Array, g: Array, room: Array) -> Array:
        """Return g + λ w, or shrink w by itself and return g."""
        factor = self._decay.factor
        if self._decay.decoupled:
            w *= 1 - self._rule.learning_rate * factor
            return g
        total = np.multiply(w, factor, out=room)
        total += g
        return total


def is_weight(parameter: Array) -> bool:
    """Say whether a tensor is a weight: biases have one row or one axis."""
    return parameter.ndim > 1 and parameter.shape[0] > 1


def _flat(parameter: Array) -> Array:
    """Return a parameter as a vector of the same memory."""
    flat = parameter.reshape(-1)
    if not np.shares_memory(flat, parameter):
        raise ValueError(f"a parameter of shape {parameter.shape} is not contiguous: copy it first")
    return flat


def _blocks(size: int) -> Iterator[slice]:
    return (slice(start, start + BLOCK) for start in range(0, size, BLOCK))
