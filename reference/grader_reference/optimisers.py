"""One step of every optimiser that courses ask for, as pure functions. Runs in the judge.

A step takes a parameter w, its gradient g, what is carried on (v, m, cache …) and the settings,
and returns the new parameter with the new state; nothing is changed in place. All arrays of a step
have one shape, and their dtype is kept. Sources: Sutskever et al. (2013) for momentum, Nesterov as
in Bengio, Boulanger-Lewandowski, Pascanu (2013), Duchi et al. (2011), Tieleman and Hinton (2012),
Kingma and Ba (2015).
"""

import numpy as np

from grader_reference.arrays import Array


def sgd_step(w: Array, g: Array, learning_rate: float) -> Array:
    """Return w − η g."""
    return w - learning_rate * g


def momentum_step(
    w: Array, g: Array, v: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return (w + v′, v′) with v′ = μ v − η g: classical momentum."""
    v = momentum * v - learning_rate * g
    return w + v, v


def momentum_step_subtracted(
    w: Array, g: Array, v: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return (w − v′, v′) with v′ = μ v + η g: the same with the velocity's sign turned."""
    v = momentum * v + learning_rate * g
    return w - v, v


def momentum_step_accumulated(
    w: Array, g: Array, v: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return (w − η v′, v′) with v′ = μ v + g: the velocity sums gradients, as in PyTorch."""
    v = momentum * v + g
    return w - learning_rate * v, v


def momentum_step_averaged(
    w: Array, g: Array, v: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return (w − η v′, v′) with v′ = μ v + (1 − μ) g: the velocity averages gradients."""
    v = momentum * v + (1 - momentum) * g
    return w - learning_rate * v, v


def nesterov_step(
    w: Array, g: Array, v: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return (w − μ v + (1 + μ) v′, v′) with v′ = μ v − η g.

    Here w is the point looked ahead to, at which g was computed.
    """
    new = momentum * v - learning_rate * g
    return w - momentum * v + (1 + momentum) * new, new


def nesterov_step_accumulated(
    w: Array, g: Array, v: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return (w − η (g + μ v′), v′) with v′ = μ v + g: the same path, as PyTorch writes it."""
    v = momentum * v + g
    return w - learning_rate * (g + momentum * v), v


def nesterov_point(w: Array, v: Array, momentum: float) -> Array:
    """Return w + μ v, where the gradient is taken if the step itself is classical momentum."""
    return w + momentum * v


def adagrad_step(
    w: Array, g: Array, cache: Array, learning_rate: float, epsilon: float
) -> tuple[Array, Array]:
    """Return (w − η g / (√c′ + ε), c′) with c′ = c + g²."""
    cache = cache + g * g
    return w - learning_rate * g / (np.sqrt(cache) + epsilon), cache


def adagrad_step_inside(
    w: Array, g: Array, cache: Array, learning_rate: float, epsilon: float
) -> tuple[Array, Array]:
    """Return (w − η g / √(c′ + ε), c′) with c′ = c + g²."""
    cache = cache + g * g
    return w - learning_rate * g / np.sqrt(cache + epsilon), cache


def rmsprop_step(
    w: Array, g: Array, cache: Array, learning_rate: float, decay: float, epsilon: float
) -> tuple[Array, Array]:
    """Return (w − η g / (√c′ + ε), c′) with c′ = ρ c + (1 − ρ) g²."""
    cache = decay * cache + (1 - decay) * g * g
    return w - learning_rate * g / (np.sqrt(cache) + epsilon), cache


def rmsprop_step_inside(
    w: Array, g: Array, cache: Array, learning_rate: float, decay: float, epsilon: float
) -> tuple[Array, Array]:
    """Return (w − η g / √(c′ + ε), c′) with c′ = ρ c + (1 − ρ) g²."""
    cache = decay * cache + (1 - decay) * g * g
    return w - learning_rate * g / np.sqrt(cache + epsilon), cache


def adam_step(  # noqa: PLR0917 - everything a step needs
    w: Array,
    g: Array,
    m: Array,
    v: Array,
    t: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> tuple[Array, Array, Array]:
    """Return (w − η m̂ / (√v̂ + ε), m′, v′); t counts the steps from 1.

    m′ = β₁ m + (1 − β₁) g and v′ = β₂ v + (1 − β₂) g²; m̂ = m′ / (1 − β₁ᵗ), v̂ = v′ / (1 − β₂ᵗ).
    """
    m, v = adam_moments(g, m, v, beta1, beta2)
    step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)
    return w - learning_rate * step, m, v


def adam_step_inside(  # noqa: PLR0917 - everything a step needs
    w: Array,
    g: Array,
    m: Array,
    v: Array,
    t: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> tuple[Array, Array, Array]:
    """Return (w − η m̂ / √(v̂ + ε), m′, v′): ε stands within the root."""
    m, v = adam_moments(g, m, v, beta1, beta2)
    step = (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + epsilon)
    return w - learning_rate * step, m, v


def adam_step_uncorrected_epsilon(  # noqa: PLR0917 - everything a step needs
    w: Array,
    g: Array,
    m: Array,
    v: Array,
    t: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> tuple[Array, Array, Array]:
    """Return (w − η √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m′ / (√v′ + ε), m′, v′).

    The shorter form that ends Kingma and Ba's §2 and that TensorFlow computes: ε is not corrected.
    """
    m, v = adam_moments(g, m, v, beta1, beta2)
    rate = learning_rate * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_moments(g: Array, m: Array, v: Array, beta1: float, beta2: float) -> tuple[Array, Array]:
    """Return the running averages of the gradient and of its square."""
    return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g


def l2_penalty(weights: Array, strength: float) -> tuple[float, Array]:
    """Return λ/2 Σ w² and its gradient λ w."""
    return float(strength / 2 * np.sum(weights * weights)), strength * weights


def l2_penalty_whole(weights: Array, strength: float) -> tuple[float, Array]:
    """Return λ Σ w² and its gradient 2 λ w: the penalty without the ½."""
    return float(strength * np.sum(weights * weights)), 2 * strength * weights
