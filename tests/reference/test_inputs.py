"""Discriminating inputs keep the rules they promise, whatever the seed."""

import numpy as np
import pytest

from grader_reference import networks
from grader_reference.architectures import parse_architecture
from grader_reference.catalogue import Function
from grader_reference.entries import every as entries
from grader_reference.inputs.rows import probabilities
from tests.reference.subjects import FUNCTIONS, NETWORKS, asked, bounds, drawn, named, parts

SEEDS = range(200)
FEW = range(20)


def _bytes(function: Function, seed: int) -> list[tuple[str, str, bytes]]:
    return [
        (case.part, name, np.asarray(value).tobytes())
        for case in drawn(function, seed)
        for name, value in case.arguments.items()
    ]


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_the_same_seed_draws_the_same_inputs_and_another_seed_others(function: Function) -> None:
    assert _bytes(function, 3) == _bytes(function, 3)
    assert _bytes(function, 3) != _bytes(function, 4)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_inputs_are_small_first_and_name_every_parameter_in_order(function: Function) -> None:
    names = [p.name for p in function.parameters]
    small = function.small(np.random.default_rng(1))
    for case in (*drawn(function), *small):
        assert list(case.arguments) == names
        assert case.label
    sizes = [sum(np.size(v) for v in c.arguments.values()) for c in small if c.part == "ordinary"]
    assert sizes == sorted(sizes)
    for case in small:
        function.right(*case.arguments.values())


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_parts_that_weigh_something_are_drawn(function: Function) -> None:
    assert set(function.parts) <= {case.part for case in drawn(function)}
    assert all(weight > 0 for weight in function.parts.values())


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_no_scored_number_is_exactly_one_or_zero_where_it_could_be_anything(
    function: Function,
) -> None:
    whole = {"target", "T", "t", "ts", "labels", "classes"}
    whole |= {"mask", "training", "order", "number", "stride", "padding"}
    for seed in FEW:
        for case in asked(function, seed):
            if case.part == "ordinary" and "zeros" not in case.label:
                for name, value in case.arguments.items():
                    if name not in whole:
                        assert not np.any(np.isin(np.abs(value), (0.0, 1.0))), (case.label, name)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_right_answers_are_certain_to_better_than_one_part_in_a_billion(
    function: Function,
) -> None:
    for seed in FEW:
        for case in drawn(function, seed):
            right = parts(function.right(*case.arguments.values()))
            for answer, room in zip(right, bounds(function, case.arguments), strict=True):
                largest = np.max(np.abs(answer[np.isfinite(answer)]), initial=0.0)
                assert np.max(room[np.isfinite(room)], initial=0.0) <= 1e-9 * (largest or 1.0), (
                    case.label
                )


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if f.name in ("CE", "gradCE")])
def test_examples_inputs_and_classes_differ_and_both_ten_classes_and_others_occur(
    function: Function,
) -> None:
    shapes = [c.arguments["prediction"].shape for c in asked(function)]
    assert {(7, 10), (5, 3)} <= set(shapes)
    assert all(n != k for n, k in shapes)


@pytest.mark.parametrize("k", [3, 4, 10])
def test_probabilities_are_neither_tiny_nor_nearly_certain(k: int) -> None:
    for seed in SEEDS:
        p = probabilities(np.random.default_rng(seed), 7, k)
        assert p.min() > 0.02
        assert p.max() < 0.9
        np.testing.assert_array_equal(p.sum(axis=1), 1.0)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_extreme_rows_stand_beside_ordinary_ones(name: str) -> None:
    for seed in FEW:
        for case in asked(entries.find(name), seed):
            if case.part == "extreme":
                largest = case.arguments["z"].max(axis=1)
                assert largest.max() > 900
                assert np.any(np.abs(largest) < 20)
                means = case.arguments["z"].mean(axis=1)
                assert np.max(largest - means) > 600  # a shift by the mean overflows, or nearly
                assert np.any((largest > 900) & (case.arguments["z"].min(axis=1) < -900))


BACKPROP = [f for f in NETWORKS if f.name == "backprop"]


@pytest.mark.parametrize("function", BACKPROP, ids=named)
def test_every_hidden_unit_is_on_and_off_often_enough_and_never_near_the_kink(
    function: Function,
) -> None:
    for seed in SEEDS:
        for case in asked(function, seed):
            X, _, *given = case.arguments.values()
            activation = function.title.removesuffix(" network").split()[-1]
            for z in networks.run_forward(X, *given, activation=activation).scores[:-1]:
                active = np.mean(z > 0, axis=0)
                assert np.all((active >= 0.1) & (active <= 0.9))
                assert np.min(np.abs(z)) >= 1e-3


@pytest.mark.parametrize("function", BACKPROP, ids=named)
def test_networks_have_biases_that_matter_and_batches_unlike_every_width(
    function: Function,
) -> None:
    cases = asked(function)
    sizes = [len(case.arguments["X"]) for case in cases]
    assert len(set(sizes)) == 2  # a fixed divisor shows,
    assert len(sizes) == 3  # and so does what is kept by its shape
    for case in cases:
        widths = {n for v in case.arguments.values() for n in np.shape(v)[1:]}
        assert len(case.arguments["X"]) not in widths
        biases = [v for name, v in case.arguments.items() if name.startswith("b")]
        assert all(np.all(b != 0) and b.shape[0] == 1 for b in biases)


@pytest.mark.parametrize("function", FUNCTIONS, ids=named)
def test_a_shape_is_asked_twice_so_that_what_is_kept_by_it_shows(function: Function) -> None:
    if function.name == "scalar_sigmoid":
        return  # a number has no shape
    for seed in FEW:
        cases = [c.arguments for c in asked(function, seed) if c.part == "ordinary"]
        shapes = [[np.shape(value) for value in given.values()] for given in cases]
        twice = [
            given for given, shape in zip(cases, shapes, strict=True) if shapes.count(shape) > 1
        ]
        answers = [parts(function.right(*given.values())) for given in twice]
        assert any(not np.array_equal(a[0], b[0]) for a in answers for b in answers)


@pytest.mark.parametrize("function", entries.functions(), ids=named)
def test_scored_arrays_are_exact_in_float32(function: Function) -> None:
    for seed in FEW:
        for case in drawn(function, seed):
            for name, value in case.arguments.items():
                if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                    assert np.array_equal(value.astype(np.float32), value), (case.label, name)


ELEMENTWISE = ("relu", "relu_derivative", "leaky_relu", "leaky_relu_derivative", "sigmoid", "tanh")


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_numbers_lie_on_both_sides_of_thresholds_and_caps_and_either_sign_comes_first(
    name: str,
) -> None:
    for seed in SEEDS:
        cases = [c.arguments["z"] for c in asked(entries.find(name), seed) if c.part == "ordinary"]
        every = np.concatenate([z.reshape(-1) for z in cases])
        for low, high in ((1e-3, 1e-2), (6.0, 12.0)):
            assert np.any((low < every) & (every < high))
            assert np.any((low < -every) & (-every < high))
        assert {np.sign(z.flat[0]) for z in cases} == {1.0, -1.0}


def test_relu_is_asked_up_to_about_thirty() -> None:
    for seed in SEEDS:
        every = [c.arguments["z"].max() for c in asked(entries.find("relu"), seed)]
        assert 20 < max(every) <= 30


def test_a_network_of_a_million_parameters_keeps_the_rules_in_one_input() -> None:
    function = entries.network("784-666-666-10 relu")
    (case,) = asked(function)
    X, _, *given = case.arguments.values()
    assert sum(p.size for p in given) == 973_702
    for z in networks.run_forward(X, *given).scores[:-1]:
        active = np.mean(z > 0, axis=0)
        assert np.all((active >= 0.1) & (active <= 0.9))
        assert np.min(np.abs(z)) >= 1e-3


def test_the_small_network_can_be_followed_by_hand() -> None:
    assert str(parse_architecture("784-H-H-10 relu").small()) == "2-3-4-2 relu"
    first, second = entries.network("784-H-10 relu").small(np.random.default_rng(0))
    assert first.arguments["X"].shape == (1, 2)
    assert second.arguments["W1"].shape == (2, 3)
