"""A prediction depends on its own example alone, through the real wall."""

from collections.abc import Iterator

import pytest

from grader.models.report import Status
from tests.plugins.checks.nets import INTERFACE, Room, changed, room

CONSISTENCY = """
assignment: moons
checks:
  - id: alone
    kind: consistency
    points: 2
    title: A prediction depends on its own example alone
    params:
      dataset: moons
      options: {validation: 400}
      labels: integer
      facts: {hidden: 4, rate: 0.01}
      seconds: 5
"""
SHORT = changed("range(600)", "range(20)")
SCORES = changed("return self.scores(X).argmax(axis=1)", "return self.scores(X)", SHORT)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("alone"), CONSISTENCY + INTERFACE) as opened:
        yield opened


@pytest.mark.parametrize("source", [SHORT, SCORES], ids=["classes", "scores"])
def test_an_ordinary_network_answers_alike_again_and_in_other_company(
    alone: Room, source: str
) -> None:
    check = alone.check(source)
    assert check.score == 2.0, check.student_text
    assert check.evidence.details["changed"] == {"twice": 0.0, "company": 0.0}


@pytest.mark.parametrize("source", [SHORT, SCORES], ids=["classes", "scores"])
def test_what_is_normalised_by_its_own_batch_answers_otherwise_in_other_company(
    alone: Room, source: str
) -> None:
    told = changed("np.tanh(X @", "np.tanh((X - X.mean(axis=0)) @", source)
    check = alone.check(told)
    assert [part.status for part in check.parts] == [Status.PASSED, Status.FAILED]
    assert "beside other examples" in check.student_text


def test_what_drops_units_whenever_it_predicts_answers_otherwise_the_second_time(
    alone: Room,
) -> None:
    dropped = "self.h = self.h * (np.random.rand(*self.h.shape) < 0.5)\n        z = self.h"
    check = alone.check(changed("z = self.h", dropped, SHORT))
    assert [part.status for part in check.parts] == [Status.FAILED, Status.FAILED]
    assert "% of the examples get other answers" in check.student_text


def test_what_raises_in_training_or_predicting_says_so(alone: Room) -> None:
    training = alone.check(changed("for _ in range(20):", "for _ in [].pop():", SHORT))
    assert {part.status for part in training.parts} == {Status.RAISED}
    predicting = alone.check(changed("return self.scores(X).argmax(axis=1)", "return 1 / 0", SHORT))
    assert {part.status for part in predicting.parts} == {Status.RAISED}
    assert "ZeroDivisionError" in predicting.student_text


def test_what_predicts_no_classes_is_told_what_was_asked_for(alone: Room) -> None:
    check = alone.check(changed("return self.scores(X).argmax(axis=1)", "return X[:3, :1]", SHORT))
    assert {part.status for part in check.parts} == {Status.FAILED}
    assert "was asked for" in check.student_text


@pytest.mark.parametrize("said", ["np.zeros(len(X))", "np.ones((len(X), 2)) / 2"])
def test_the_same_answer_for_every_example_is_no_prediction(alone: Room, said: str) -> None:
    source = changed("return self.scores(X).argmax(axis=1)", f"return {said}", SHORT)
    check = alone.check(source)
    assert {part.status for part in check.parts} == {Status.FAILED}
    assert "nothing is predicted" in check.student_text
