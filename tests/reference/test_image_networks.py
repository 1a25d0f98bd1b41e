"""Convolutional networks: what a line names, slopes, layouts, and mistakes that show."""

import numpy as np
import pytest

from grader_reference.catalogue import Function
from grader_reference.entries import every as entries
from grader_reference.image_architectures import parse_image_architecture

ARCHITECTURES = (
    "8x9-3x2x3-pool2-3x3x4-6-5 tanh",
    "6x7x2-3x2x3-pool2-4-3 relu",
    "7x7-2x2x2-pool3-4-3 sigmoid",
    "6x6-3x3x2-pool2-2x2x3-5-4 leaky_relu",
)
FUNCTIONS = [
    entries.of_network(a, name) for a in ARCHITECTURES for name in ("backprop", "network_forward")
]
each_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.title)


def _parts(answer: object) -> list[np.ndarray]:
    return [np.asarray(a) for a in (answer if isinstance(answer, tuple) else (answer,))]


def _apart(one: object, other: object) -> float:
    """Return the largest distance, relative to the largest element of each tensor."""
    found = [
        np.max(np.abs(a - b)) / np.max(np.abs(a)) if a.shape == b.shape else np.inf
        for a, b in zip(_parts(one), _parts(other), strict=True)
    ]
    return float(np.nan_to_num(np.max(found), nan=np.inf))


def test_a_line_names_stages_widths_and_parameters() -> None:
    found = parse_image_architecture("28x28-5x5x8-pool2-5x5x16-pool2-64-10 tanh")
    assert found.parameters == ("K1", "b1", "K2", "b2", "W3", "b3", "W4", "b4")
    assert found.shapes == ((5, 5, 1, 8), (5, 5, 8, 16), (256, 64), (64, 10))
    assert str(found) == "28x28-5x5x8-pool2-5x5x16-pool2-64-10 tanh"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("28x28-5x5x8-10", "write layers and activation"),
        ("28x28-5x5x8-6-10 swish", "the activation 'swish' is not known"),
        ("28x28-64-10 relu", "a convolution such as 5x5x8 comes first"),
        ("28x28-5x5x8-pool5-64-10 relu", "squares of 5 do not fill an image of 24x24"),
        ("4x4-5x5x8-64-10 relu", "does not fit into its images"),
        ("28x28-pool2-5x5x8-64-10 relu", "'pool2' is no layer here"),
        ("28x28-5x5x8-10 relu", "widths of layers, two at least"),
        ("28x28-5x5x8-64-1 relu", "a width lies between 2"),
    ],
)
def test_a_line_that_names_none_is_told_why(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match="is no architecture") as raised:
        entries.of_network(text, "backprop")
    assert problem in str(raised.value)


def test_a_convolutional_network_has_no_other_functions() -> None:
    with pytest.raises(ValueError, match="did you mean backprop"):
        entries.of_network(ARCHITECTURES[0], "backprob")


@each_function
def test_right_answers_agree_with_a_program_written_apart(function: Function) -> None:
    for case in (
        *function.draw(np.random.default_rng(0)),
        *function.small(np.random.default_rng(0)),
    ):
        values = list(case.arguments.values())
        assert list(case.arguments) == [p.name for p in function.parameters]
        for formula in function.equivalents:
            assert _apart(function.right(*values), formula(*values)) < 1e-13


@pytest.mark.parametrize("text", ARCHITECTURES)
def test_gradients_are_slopes_of_the_mean_cross_entropy(text: str) -> None:
    forward, backprop = (entries.of_network(text, n) for n in ("network_forward", "backprop"))
    rng = np.random.default_rng(1)
    X, T, *parameters = backprop.draw(rng)[0].arguments.values()

    def loss(at: int, moved: np.ndarray) -> float:
        given = [p + moved if n == at else p for n, p in enumerate(parameters)]
        return float(-np.mean(np.log(np.sum(forward.right(X, *given) * T, axis=1))))

    for number, gradient in enumerate(backprop.right(X, T, *parameters)):
        step = rng.normal(size=gradient.shape)
        step *= 1e-5 / np.linalg.norm(step)
        slope = (loss(number, step) - loss(number, -step)) / 2
        assert slope == pytest.approx(np.sum(gradient * step), abs=1e-12)


@each_function
def test_every_mistake_shows_in_either_layout(function: Function) -> None:
    first = next(c for c in function.conventions if c.id == "channels_first")
    assert first.adapt is not None
    cases = function.draw(np.random.default_rng(2))
    for wrong in function.misconceptions:
        with np.errstate(all="ignore"):
            pairs = [(function.right(*v), wrong.function(*v)) for v in map(_values, cases)]
            turned = [(first.adapt(a, {}), first.adapt(b, {})) for a, b in pairs]
        assert max(_apart(a, b) for a, b in pairs) > 1e-6, wrong.id
        assert max(_apart(a, b) for a, b in turned) > 1e-6, wrong.id
    assert len({wrong.id for wrong in function.misconceptions}) == len(function.misconceptions)


def _values(case: object) -> list[np.ndarray]:
    return list(case.arguments.values())  # type: ignore[attr-defined]


def test_channels_first_is_the_same_network() -> None:
    function = entries.of_network(ARCHITECTURES[1], "network_forward")
    first = next(c for c in function.conventions if c.id == "channels_first")
    assert first.present is not None
    given = function.draw(np.random.default_rng(3))[0].arguments
    X, K, b1, W2, b2, W3, b3 = first.present(given).values()
    assert X.shape == (7, 2, 6, 7)
    assert K.shape == (3, 2, 3, 2)
    view = np.lib.stride_tricks.sliding_window_view(X, (3, 2), axis=(2, 3))
    h = np.maximum(np.einsum("ncijuv,kcuv->nkij", view, K) + b1.reshape(1, -1, 1, 1), 0)
    pooled = h.reshape(7, 3, 2, 2, 3, 2).max(axis=(3, 5)).reshape(7, -1)
    z = np.maximum(pooled @ W2 + b2, 0) @ W3 + b3
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(p, function.right(*given.values()), rtol=1e-12)


@pytest.mark.parametrize("name", ["trajectory", "trajectory_momentum", "trajectory_adam"])
def test_first_steps_are_those_of_the_right_gradients(name: str) -> None:
    function = entries.of_network(ARCHITECTURES[0], name)
    case = function.draw(np.random.default_rng(4))[1]
    X, T, *given = case.arguments.values()
    tensors = function.tensors
    assert X.shape == (2, 9, 8, 9)
    backprop = entries.of_network(ARCHITECTURES[0], "backprop").right
    step = {"trajectory": "sgd_step", "trajectory_momentum": "momentum_step"}.get(name, "adam_step")
    slots = {"sgd_step": 0, "momentum_step": 1}.get(step, 2)
    parameters, settings = given[: len(tensors)], given[len(tensors) :]
    states = [[np.zeros_like(p)] * slots for p in parameters]
    for t in (1, 2):
        count = (t,) if step == "adam_step" else ()
        for n, gradient in enumerate(backprop(X[t - 1], T[t - 1], *parameters)):
            moved = entries.find(step).right(parameters[n], gradient, *states[n], *count, *settings)
            parameters[n], *states[n] = moved if isinstance(moved, tuple) else (moved,)
    assert _apart(function.right(*case.arguments.values()), tuple(parameters)) < 1e-12


@pytest.mark.parametrize("name", ["trajectory", "trajectory_adagrad", "trajectory_adam"])
def test_every_mistake_of_the_first_steps_shows(name: str) -> None:
    function = entries.of_network(ARCHITECTURES[0], name)
    case = function.draw(np.random.default_rng(5))[2]
    right = function.right(*case.arguments.values())
    for wrong in function.misconceptions:
        assert _apart(right, wrong.function(*case.arguments.values())) > 1e-4, wrong.id


def test_an_epsilon_in_the_logarithm_takes_a_share_of_every_examples_gradient() -> None:
    function = FUNCTIONS[0]
    X, T, *given = function.draw(np.random.default_rng(0))[0].arguments.values()
    whole = function.right(X, T, *given, epsilon=0.01)
    alone = [function.right(X[n : n + 1], T[n : n + 1], *given) for n in range(len(X))]
    q = np.sum(T * entries.of_network(ARCHITECTURES[0], "network_forward").right(X, *given), axis=1)
    for number, gradient in enumerate(whole):
        shares = [s * a[number] for s, a in zip(q / (q + 0.01), alone, strict=True)]
        np.testing.assert_allclose(gradient, np.mean(shares, axis=0), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize(("image", "axis"), [("6x7", None), ("6x7x2", 2)])
def test_channels_first_turns_the_images_of_a_path_where_they_have_channels(
    image: str, axis: int | None
) -> None:
    function = entries.of_network(f"{image}-3x2x3-pool2-4-3 relu", "trajectory")
    given = function.draw(np.random.default_rng(0))[0].arguments
    first = next(c for c in function.conventions if c.id == "channels_first")
    assert first.present is not None
    X, turned = given["X"], first.present(given)["X"]
    np.testing.assert_array_equal(turned, X if axis is None else np.moveaxis(X, -1, axis))
    assert first.present(given)["K1"].shape == np.transpose(given["K1"], (3, 2, 0, 1)).shape
