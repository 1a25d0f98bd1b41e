"""Layers of one shape are told apart by their order; convolutions are graded channels first."""

import pytest

from tests.frameworks.rooms import Room, by_id, lost

Changes = tuple[tuple[str, str], ...]

LINEAR = """self.zeta = nn.Linear(a, b)
        self.out = nn.Linear(c, d)
        self.beta = nn.Linear(b, c)"""
OWN = """self.W = nn.ParameterList([torch.randn(m, n) for n, m in ((a, b), (b, c), (c, d))])
        self.b = nn.ParameterList([torch.zeros(m) for m in (b, c, d)])"""
FORMULA = "self.out(torch.tanh(self.beta(torch.tanh(self.zeta(x)))))"
OWN_FORMULA = "F.linear({0}F.linear({0}F.linear(x, self.W[0], self.b[0])), self.W[1], self.b[1])), \
self.W[2], self.b[2])"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param((), id="layers"),
        pytest.param(
            ((LINEAR, OWN), (FORMULA, OWN_FORMULA.format("torch.tanh("))), id="own, all turned"
        ),
    ],
)
def test_square_layers_are_taken_in_the_modules_order(layers: Room, changes: Changes) -> None:
    report = layers.report(*changes, only="square_gradients")
    assert not lost(report), [(c.id, c.student_text) for c in report.checks]


def test_square_layers_that_trade_places_are_not_right(layers: Room) -> None:
    swapped = (FORMULA, "self.out(torch.tanh(self.zeta(torch.tanh(self.beta(x)))))")
    assert lost(layers.report(swapped, only="square")) == {"square"}


@pytest.mark.parametrize("check", ["images", "images_gradients", "images_steps"])
def test_a_convolution_is_graded_with_its_channels_first(layers: Room, check: str) -> None:
    found = by_id(layers.report(only=check))[check]
    assert found.score == found.max_score, found.student_text
    assert "channels_first" in found.convention


def test_a_mistake_in_a_convolution_is_caught(layers: Room) -> None:
    wrong = ("F.relu(self.conv", "torch.tanh(self.conv")
    assert lost(layers.report(wrong, only="images_gradients")) == {"images_gradients"}
