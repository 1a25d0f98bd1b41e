"""A network in Keras is graded by the same checks, with PyTorch at work below it."""

import pytest

from tests.frameworks.rooms import Room, by_id

DENSE = "self.out = layers.Dense(outputs)"


def test_a_right_model_earns_everything(keras: Room) -> None:
    report = keras.report()
    assert report.score == report.max_score, [(c.id, c.student_text) for c in report.checks]


@pytest.mark.parametrize(
    ("change", "check", "diagnosis"),
    [
        (('"tanh"', '"relu"'), "gradients", "backprop.hidden_relu"),
        ((DENSE, f"{DENSE[:-1]}, activation='softmax')"), "loss", "network_loss.softmax_twice"),
    ],
)
def test_a_mistake_is_caught_and_named(
    keras: Room, change: tuple[str, str], check: str, diagnosis: str
) -> None:
    found = by_id(keras.report(change))[check]
    assert found.score < found.max_score
    assert [each.id for each in found.diagnoses][:1] == [diagnosis]


def test_a_bias_that_is_missing_is_told(keras: Room) -> None:
    found = by_id(keras.report((DENSE, f"{DENSE[:-1]}, use_bias=False)")))["forward"]
    assert found.score == 0.0
    assert "nothing that could be b2" in found.student_text
