"""The two dry runs of the course, and the network by scalars beside the one by tensors."""

import numpy as np
import pytest

from grader_reference import networks, scalars

SYMMETRIC = {
    "x": [1, -1],
    "t": [1, 0],
    "w": [[1, 1, 1], [-1, -1, -1]],
    "b": [0, 0, 0],
    "v": [[1, 1], [-1, -1], [-1, -1]],
    "c": [0, 0],
}
LOPSIDED = {
    "x": [1, -2],
    "t": [1, 0],
    "w": [[1, 0.5, -1], [-1, 0.25, 0.5]],
    "b": [0.1, -0.2, 0.3],
    "v": [[1, -0.5], [-1, 0.25], [0.5, 2]],
    "c": [0.05, -0.05],
}


def test_the_dry_run_of_the_course_comes_out_to_the_last_digit() -> None:
    run = scalars.dry_run(**SYMMETRIC)  # type: ignore[arg-type]
    assert run["k"] == [2, 2, 2]
    assert run["h"] == [0.8807970779778823] * 3
    assert run["z"] == pytest.approx([-0.8807970779778823] * 2, abs=1e-16)
    assert run["y"] == [0.5, 0.5]
    assert run["loss"] == 0.6931471805599453
    assert run["dv"] == [[-0.44039853898894116, 0.44039853898894116]] * 3
    assert run["dc"] == [-0.5, 0.5]
    assert run["dh"] == run["dk"] == run["db"] == [0, 0, 0]
    assert run["dw"] == [[0, 0, 0], [0, 0, 0]]


def test_the_lopsided_dry_run_comes_out_as_printed() -> None:
    dw, db, dv, dc = scalars.backward(**LOPSIDED)  # type: ignore[arg-type]
    np.testing.assert_allclose(
        dw, [[-0.019973, 0.099873, 0.063239], [0.039946, -0.199746, -0.126479]], rtol=0, atol=1e-6
    )
    np.testing.assert_allclose(db, [-0.019973, 0.099873, 0.063239], rtol=0, atol=1e-6)
    np.testing.assert_allclose(
        dv, [[-0.308885, 0.308885], [-0.145314, 0.145314], [-0.049861, 0.049861]], rtol=0, atol=1e-6
    )
    np.testing.assert_allclose(dc, [-0.3228, 0.3228], rtol=0, atol=1e-6)


def test_scalars_and_tensors_agree_on_every_intermediate() -> None:
    one = scalars.dry_run(**LOPSIDED)  # type: ignore[arg-type]
    X, T, W1, b1, W2, b2 = (np.array([LOPSIDED[n]], dtype=float) for n in "xtwbvc")
    many = networks.dry_run(X, T, W1[0], b1, W2[0], b2, activation="sigmoid")
    names = dict(
        zip(
            ("k", "h", "z", "y", "dw", "db", "dv", "dc", "dk", "dz"),
            ("z1", "a1", "z2", "p", "dW1", "db1", "dW2", "db2", "dz1", "dz2"),
            strict=True,
        )
    )
    for scalar, tensor in names.items():
        got = np.squeeze(many[tensor])
        np.testing.assert_allclose(got, np.array(one[scalar]), rtol=1e-12, err_msg=scalar)
    assert many["loss"] == pytest.approx(one["loss"], rel=1e-12)


@pytest.mark.parametrize("x", [800.0, -800.0, 0.0])
def test_the_scalar_sigmoid_never_overflows(x: float) -> None:
    assert scalars.sigmoid(x) == (1.0 if x > 0 else 0.0 if x < 0 else 0.5)


def test_the_scalar_softmax_takes_large_scores() -> None:
    assert scalars.softmax([1000.0, 1000.0]) == [0.5, 0.5]


def test_training_takes_a_step_for_each_example_from_where_the_last_one_led() -> None:
    given = {n: LOPSIDED[n] for n in "wbvc"}
    xs, ts = [[1.0, -2.0], [0.5, 1.0]], [[1.0, 0.0], [0.0, 1.0]]
    first = scalars.train(xs[:1], ts[:1], **given, learning_rate=0.1)  # type: ignore[arg-type]
    both = scalars.train(xs, ts, **given, learning_rate=0.1)  # type: ignore[arg-type]
    gradients = scalars.backward(xs[1], ts[1], *first)
    for before, gradient, after in zip(first, gradients, both, strict=True):
        expected = np.array(before) - 0.1 * np.array(gradient)
        np.testing.assert_allclose(np.array(after), expected, rtol=0, atol=1e-15)
