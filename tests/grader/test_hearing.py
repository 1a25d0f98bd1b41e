"""A hearing asks once, keeps what came back, and compares each answer once per combination."""

import numpy as np

from grader.conventions.combinations import combinations
from grader.examination.answers import Answer
from grader.models.report import Status
from tests.grader.sittings import LOSS, Sitting, check, right_functions


def sitting(**functions: object) -> Sitting:
    return Sitting({**right_functions(), **functions}, check("CE"), check("relu"))  # type: ignore[dict-item]


def test_what_was_answered_is_not_asked_again() -> None:
    found = sitting()
    rounds = len(found.wall.heard)
    spec = found.spec("CE")
    default = found.bench.combinations(spec)[0]
    found.hearing.ask([(spec, q, default) for q in found.bench.questions(spec)])
    assert len(found.wall.heard) == rounds


def test_a_function_that_was_not_found_is_not_asked_and_has_no_answer() -> None:
    found = Sitting({"relu": right_functions()["relu"]}, check("CE"), check("relu"))
    spec = found.spec("CE")
    question, default = found.bench.questions(spec)[0], found.bench.combinations(spec)[0]
    assert found.hearing.answer(question, default) == Answer(status=Status.MISSING)
    assert found.hearing.compared(spec, question, default).text == "the function was not found"


def test_one_answer_is_compared_with_every_combination_it_could_mean() -> None:
    found = sitting()
    spec = found.spec("CE")
    question = found.bench.questions(spec)[0]
    rows = [c for c in combinations(LOSS) if c.presentation == ""]
    oks = {c.ids: found.hearing.compared(spec, question, c).ok for c in rows}
    assert oks == {("rows", "mean"): True, ("rows", "sum"): False}


def test_an_exceptions_text_may_hold_the_input_and_stays_out_of_the_comparison() -> None:
    def raises(prediction: object, target: object) -> None:
        raise ValueError("no")

    found = sitting(CE=raises)
    spec = found.spec("CE")
    default = found.bench.combinations(spec)[0]
    told = found.hearing.compared(spec, found.bench.questions(spec)[0], default)
    assert (told.ok, told.problem) == (False, "raised")
    assert told.text.startswith("ValueError")
    assert "no" not in told.text.partition("(")[0]


def test_what_the_student_does_to_arguments_does_not_reach_the_next_question() -> None:
    def relu(x: object) -> object:
        assert isinstance(x, np.ndarray)
        x[x < 0] = 0
        return x

    found = sitting(relu=relu)
    assert found.judgement("relu").passed
    again = sitting(relu=relu)
    assert again.judgement("relu").passed
