"""Entries of the network by scalars and lists, one example at a time. Runs in the judge."""

import math
from typing import Any

import numpy as np

from grader_reference import conventions, scalars
from grader_reference.arrays import Array
from grader_reference.catalogue import Function
from grader_reference.entries import aliases, parameters
from grader_reference.entries.elements import ORDINARY, WITH_EXTREMES
from grader_reference.inputs import descents as descent_inputs
from grader_reference.inputs import networks as network_inputs
from grader_reference.misconceptions import descents
from grader_reference.misconceptions import scalars as wrong
from grader_reference.scalars import Matrix, Vector

_HAND = "Follow one example by hand, number by number: where does the first difference appear?"


def functions() -> tuple[Function, ...]:
    """Return sigmoid, softmax, forward, loss, backward and train by scalars."""
    return (_sigmoid(), _softmax(), _forward(), _loss(), _backward(), _train())


def _sigmoid() -> Function:
    return Function(
        name="scalar_sigmoid",
        title="Sigmoid of a number",
        asks="sigmoid(x) returns 1 / (1 + exp(−x)) of a number.",
        parameters=parameters.scalars("x"),
        right=scalars.sigmoid,
        draw=network_inputs.numbers,
        small=network_inputs.small_numbers,
        parts=ORDINARY,
        misconceptions=wrong.scalar_sigmoid(),
        magnitude=lambda _: 1.0,
        equivalents=(lambda x: (1 + math.tanh(x / 2)) / 2,),
        hints=("What should come back for 0, for 5 and for −5?", "Count the brackets."),
    )


def _softmax() -> Function:
    return Function(
        name="scalar_softmax",
        title="Softmax of a list",
        asks="softmax(o) turns a list of scores into probabilities: exp(o) over the sum.",
        parameters=parameters.scalars("o"),
        right=scalars.softmax,
        draw=network_inputs.scalar_scores,
        small=network_inputs.small_scalar_scores,
        parts=WITH_EXTREMES,
        misconceptions=wrong.scalar_softmax(),
        magnitude=lambda o: np.asarray(scalars.softmax(o)) * (1 + max(map(abs, o))),
        terms=len,
        equivalents=(_through_numpy,),
        hints=("What must the probabilities sum to?", "Try [1.0, 2.0] by hand."),
    )


def _through_numpy(o: Vector) -> Array:
    e = np.exp(np.asarray(o) - np.max(o))
    return np.asarray(e / e.sum())


def _forward() -> Function:
    return Function(
        name="scalar_forward",
        title="Forward pass by hand",
        asks="forward(x, w, b, v, c) returns k, h, z and y, every step of the way.",
        parameters=parameters.scalars("xwbvc"),
        outputs=("k", "h", "z", "y"),
        right=scalars.forward,
        draw=network_inputs.scalar_network("xwbvc"),
        small=network_inputs.small_scalar_network("xwbvc"),
        parts=ORDINARY,
        misconceptions=wrong.scalar_forward(),
        magnitude=_forward_magnitude,
        terms=lambda x, w, b, v, c: len(x) + len(b) + len(c),  # noqa: ARG005 - by position
        equivalents=(_forward_by_numpy, wrong.FORWARD.function("scalar_forward")),
        aliases=("forward", "feed_forward", "forward_pass", "forward_propagation", "forward_prop"),
        hints=(_HAND, "Compare k first; what is wrong in k is wrong in all that follows."),
    )


def _loss() -> Function:
    return Function(
        name="scalar_loss",
        title="Cross entropy of one example",
        asks="loss(y, t) returns the cross entropy of one example, −Σ t ln y.",
        parameters=parameters.scalars("yt"),
        right=scalars.loss,
        draw=network_inputs.outcomes,
        small=network_inputs.small_outcomes,
        parts=ORDINARY,
        conventions=conventions.epsilon(),
        misconceptions=wrong.scalar_loss(),
        magnitude=lambda y, t: 1 + scalars.loss(y, t),
        terms=lambda y, t: len(t),  # noqa: ARG005 - called by position
        equivalents=(lambda y, t: -math.log(y[t.index(max(t))]),),
        aliases=aliases.beside(
            "scalar_loss",
            *aliases.of_function("scalar_loss", "loss"),
            "calculating_loss",
            "get_loss",
            "cross_entropy_of_one",
        ),
        hints=("Try y = [0.5, 0.5] by hand.", "Which of the outputs counts?"),
    )


def _backward() -> Function:
    return Function(
        name="scalar_backward",
        title="Backward pass by hand",
        asks="backward(x, t, w, b, v, c) returns dw, db, dv, dc: the loss by every parameter.",
        parameters=parameters.scalars("xtwbvc"),
        outputs=("dw", "db", "dv", "dc"),
        right=scalars.backward,
        draw=network_inputs.scalar_network("xtwbvc"),
        small=network_inputs.small_scalar_network("xtwbvc"),
        parts=ORDINARY,
        conventions=conventions.gradient_epsilon(),
        misconceptions=wrong.scalar_backward(),
        magnitude=_backward_magnitude,
        terms=lambda x, t, w, b, v, c: len(x) + len(b) + len(c),  # noqa: ARG005 - by position
        equivalents=(_backward_by_numpy, wrong.BACKWARD.function("scalar_backward")),
        aliases=(
            *("backward", "backprop", "backward_pass", "back_propagation", "back_propagate"),
            *("backward_propagation", "gradients", "compute_gradients"),
        ),
        hints=(
            "Move one weight by ±0.00001 and divide the loss difference by 0.00002: compare.",
            _HAND,
        ),
    )


def _train() -> Function:
    return Function(
        name="scalar_train",
        title="A step for each example",
        asks="train(xs, ts, w, b, v, c, rate) takes one step for each example in turn.",
        parameters=parameters.examples(),
        outputs=("w", "b", "v", "c"),
        right=scalars.train,
        draw=descent_inputs.descents,
        small=descent_inputs.small_descents,
        parts=ORDINARY,
        conventions=conventions.gradient_epsilon(),
        misconceptions=descents.scalar_train(),
        magnitude=_train_magnitude,
        terms=lambda xs, *_: 4 * len(xs),
        equivalents=(_train_by_numpy, descents.DESCENT.function("scalar_train")),
        aliases=("train_epoch", "train_one_epoch", "sgd_epoch"),
        hints=(
            "Train on one example, then on two: where does the first difference appear?",
            "Does every example find its sums at zero, and the weights of the step before?",
        ),
    )


def _train_by_numpy(
    xs: Matrix, ts: Matrix, w: Matrix, b: Vector, v: Matrix, c: Vector, learning_rate: float
) -> tuple[Array, Array, Array, Array]:
    at = tuple(np.asarray(part, dtype=float) for part in (w, b, v, c))
    for x, t in zip(xs, ts, strict=True):
        w_, b_, v_, c_ = (part.tolist() for part in at)
        gradients = _backward_by_numpy(x, t, w_, b_, v_, c_)
        at = tuple(p - learning_rate * g for p, g in zip(at, gradients, strict=True))
    return at[0], at[1], at[2], at[3]


def _train_magnitude(xs: Matrix, ts: Matrix, *given: Any) -> tuple[Array, Array, Array, Array]:
    """Return |parameter| and the rate times Σ|terms| of every gradient, at the first weights."""
    *parts, learning_rate = given
    sizes = [np.abs(np.asarray(part)) for part in parts]
    for x, t in zip(xs, ts, strict=True):
        gradients = _backward_magnitude(x, t, *parts)
        sizes = [s + learning_rate * g for s, g in zip(sizes, gradients, strict=True)]
    return sizes[0], sizes[1], sizes[2], sizes[3]


def _forward_by_numpy(
    x: Vector, w: Matrix, b: Vector, v: Matrix, c: Vector
) -> tuple[Array, Array, Array, Array]:
    k = np.dot(x, w) + b
    h = (1 + np.tanh(k / 2)) / 2
    z = h @ np.asarray(v) + c
    return k, h, z, _through_numpy(z.tolist())


def _backward_by_numpy(
    x: Vector, t: Vector, w: Matrix, b: Vector, v: Matrix, c: Vector
) -> tuple[Array, Array, Array, Array]:
    _, h, _, y = _forward_by_numpy(x, w, b, v, c)
    dz = y - np.asarray(t)
    dk = (np.asarray(v) @ dz) * h * (1 - h)
    return np.outer(x, dk), dk, np.outer(h, dz), dz


def _forward_magnitude(
    x: Vector, w: Matrix, b: Vector, v: Matrix, c: Vector
) -> tuple[Array, Array, Array, Array]:
    """Return Σ|terms| of k, h, z and y."""
    _, h, _, y = (np.asarray(part) for part in scalars.forward(x, w, b, v, c))
    k_size = np.abs(x) @ np.abs(w) + np.abs(b)
    z_size = (np.abs(h) + k_size) @ np.abs(v) + np.abs(c)
    return k_size, 1 + k_size, z_size, y * (1 + z_size.max())


def _backward_magnitude(
    x: Vector, t: Vector, w: Matrix, b: Vector, v: Matrix, c: Vector
) -> tuple[Array, Array, Array, Array]:
    """Return Σ|terms| of dw, db, dv and dc."""
    _, h_size, _, y_size = _forward_magnitude(x, w, b, v, c)
    dz = y_size + np.asarray(t)
    dk = np.abs(v) @ dz * h_size
    return np.outer(np.abs(x), dk), dk, np.outer(h_size, dz), dz
