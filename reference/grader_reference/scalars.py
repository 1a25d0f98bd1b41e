"""A network of one hidden layer by scalars and lists, example by example. Runs in the judge.

For inputs i, hidden units j and outputs m (2-3-2 in the course that this comes from):

    k_j = Σ_i x_i w_ij + b_j    h_j = σ(k_j)    z_m = Σ_j h_j v_jm + c_m    y = softmax(z)
    loss = −Σ_m t_m ln y_m

    ∂/∂z_m = y_m − t_m        ∂/∂v_jm = h_j ∂/∂z_m       ∂/∂c_m = ∂/∂z_m
    ∂/∂h_j = Σ_m v_jm ∂/∂z_m  ∂/∂k_j = ∂/∂h_j h_j (1 − h_j)
    ∂/∂w_ij = x_i ∂/∂k_j      ∂/∂b_j = ∂/∂k_j
"""

import math
from typing import Any, TypeAlias

Vector: TypeAlias = list[float]
Matrix: TypeAlias = list[list[float]]


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e^−x) of a number, without overflow on either side."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 + math.exp(x))


def softmax(o: Vector) -> Vector:
    """Return e^{o_m} / Σ_j e^{o_j} of a list; the largest score is subtracted first."""
    exponentials = [math.exp(score - max(o)) for score in o]
    return [e / sum(exponentials) for e in exponentials]


def forward(
    x: Vector, w: Matrix, b: Vector, v: Matrix, c: Vector
) -> tuple[Vector, Vector, Vector, Vector]:
    """Return (k, h, z, y): hidden scores, hidden values, output scores, probabilities.

    Lengths: x (I), w (I rows of J), b (J), v (J rows of M), c (M) → k (J), h (J), z (M), y (M).
    """
    k = [sum(x[i] * w[i][j] for i in range(len(x))) + b[j] for j in range(len(b))]
    h = [sigmoid(score) for score in k]
    z = [sum(h[j] * v[j][m] for j in range(len(h))) + c[m] for m in range(len(c))]
    return k, h, z, softmax(z)


def loss(y: Vector, t: Vector, *, epsilon: float = 0.0) -> float:
    """Return −Σ_m t_m ln(y_m + ε); an output without target counts nothing."""
    return -sum(t[m] * math.log(y[m] + epsilon) for m in range(len(t)) if t[m] > 0)


def backward(
    x: Vector,
    t: Vector,
    w: Matrix,
    b: Vector,
    v: Matrix,
    c: Vector,
    *,
    epsilon: float = 0.0,
) -> tuple[Matrix, Vector, Matrix, Vector]:
    """Return (dw, db, dv, dc), each of its parameter's form; the loss is −Σ_m t_m ln(y_m + ε)."""
    found = _backward(x, t, *forward(x, w, b, v, c), v, epsilon=epsilon)
    return found["dw"], found["db"], found["dv"], found["dc"]


def train(
    xs: Matrix,
    ts: Matrix,
    w: Matrix,
    b: Vector,
    v: Matrix,
    c: Vector,
    learning_rate: float,
    *,
    epsilon: float = 0.0,
) -> tuple[Matrix, Vector, Matrix, Vector]:
    """Return (w, b, v, c) after a step of gradient descent for each example in turn."""
    for x, t in zip(xs, ts, strict=True):
        dw, db, dv, dc = backward(x, t, w, b, v, c, epsilon=epsilon)
        w = [_moved(*rows, learning_rate) for rows in zip(w, dw, strict=True)]
        b = _moved(b, db, learning_rate)
        v = [_moved(*rows, learning_rate) for rows in zip(v, dv, strict=True)]
        c = _moved(c, dc, learning_rate)
    return w, b, v, c


def _moved(values: Vector, gradients: Vector, learning_rate: float) -> Vector:
    return [p - learning_rate * g for p, g in zip(values, gradients, strict=True)]


def dry_run(
    x: Vector, t: Vector, w: Matrix, b: Vector, v: Matrix, c: Vector
) -> dict[str, float | Vector | Matrix]:
    """Return every intermediate by name: k, h, z, y, loss, dz, dv, dc, dh, dk, dw, db."""
    k, h, z, y = forward(x, w, b, v, c)
    return {"k": k, "h": h, "z": z, "y": y, "loss": loss(y, t), **_backward(x, t, k, h, z, y, v)}


def _backward(
    x: Vector,
    t: Vector,
    k: Vector,
    h: Vector,
    z: Vector,
    y: Vector,
    v: Matrix,
    *,
    epsilon: float = 0.0,
) -> dict[str, list[Any]]:
    del k, z  # the derivatives of sigmoid and softmax are taken from h and y
    dz = [y[m] - t[m] for m in range(len(y))]
    if epsilon:  # ∂/∂z_m = y / (y + ε) · (y_m − t_m), with y of the right class
        true = sum(y[m] * t[m] for m in range(len(y)))
        dz = [true / (true + epsilon) * slope for slope in dz]
    dv = [[h[j] * dz[m] for m in range(len(y))] for j in range(len(h))]
    dh = [sum(v[j][m] * dz[m] for m in range(len(y))) for j in range(len(h))]
    dk = [dh[j] * h[j] * (1 - h[j]) for j in range(len(h))]
    dw = [[x[i] * dk[j] for j in range(len(h))] for i in range(len(x))]
    return {"dz": dz, "dv": dv, "dc": dz, "dh": dh, "dk": dk, "dw": dw, "db": dk}
