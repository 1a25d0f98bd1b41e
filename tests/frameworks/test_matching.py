"""Parameters are found by their shapes; no framework is needed to say which is which."""

import numpy as np
import pytest

from grader.worker.adapters.matching import Kept, matched, shapes

WANTED = shapes([3, 5, 2])


def kept(**arrays: tuple[int, ...]) -> list[Kept]:
    return [Kept(name, np.zeros(shape)) for name, shape in arrays.items()]


def test_the_shapes_of_a_network_follow_from_its_widths() -> None:
    assert WANTED == {"W1": (3, 5), "b1": (1, 5), "W2": (5, 2), "b2": (1, 2)}


def test_order_and_names_are_free() -> None:
    there = kept(last=(2,), second=(5, 2), first=(5, 3), bias=(1, 5))
    found = matched(there, WANTED, owner="Net")
    assert [each.tensor.shape for each in found] == [(5, 3), (1, 5), (5, 2), (2,)]
    assert [each.turned for each in found] == [True, False, False, False]


def test_a_layer_says_how_its_square_matrix_lies() -> None:
    square = [Kept("weight", np.zeros((4, 4)), turned=True), *kept(bias=(4,))]
    assert matched(square, shapes([4, 4]), owner="Net")[0].turned
    assert not matched(kept(W=(4, 4), b=(4,)), shapes([4, 4]), owner="Net")[0].turned


def test_equal_layers_are_taken_in_the_objects_order() -> None:
    there = kept(a=(4, 4), b=(4,), c=(4, 4), d=(4,))
    found = matched(there, shapes([4, 4, 4]), owner="Net")
    assert [id(each.tensor) for each in found] == [id(each.tensor) for each in there]


def test_what_is_missing_is_told_with_what_is_there() -> None:
    with pytest.raises(LookupError, match=r"Net keeps nothing .* b1 .*; it keeps W of shape"):
        matched(kept(W=(3, 5)), WANTED, owner="Net")
