"""A conversation: one bad function costs only itself, and what did not come back is told so."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.errors import SubmissionError
from grader.examination import conversation
from grader.examination.answers import Answer
from grader.examination.conversation import REPLACEMENTS, Conversation
from grader.examination.paper import Paper, Piece
from grader.kinds import Question
from grader.worker import wire
from tests.grader.examination.fakes import (
    MODULE,
    FakeWall,
    Trouble,
    defined_frame,
    dies,
    hangs,
    inventory_frame,
)

FUNCTIONS: dict[str, Callable[..., Any]] = {name: lambda x: 2 * x for name in "abcdefgh"}


def pieces(*names: str, group: str = "") -> list[Piece]:
    """Write pieces from ``function/part`` or ``function``; numbered in order."""
    paper, found = Paper(), []
    for number, name in enumerate(names):
        function, _, part = name.partition("/")
        asked = Question(
            id=f"{name}/{number}",
            check=function,
            function=function,
            arguments={"x": float(number)},
            part=part or "ordinary",
            group=group,
        )
        found.append(paper.piece(asked, presentation="", arguments=asked.arguments, seconds=2.0))
    return found


def shown(*names: str) -> list[Piece]:
    return [replace(piece, key=("shown", piece.key[0]), shown=True) for piece in pieces(*names)]


def bindings(asked: list[Piece]) -> dict[str, dict[str, Any]]:
    names = {p.function for p in asked}
    return {n: {"module": MODULE, "path": [n], "how": "function", "order": None} for n in names}


def spoken(wall: FakeWall, **more: Any) -> Conversation:
    given = {"message": {"kind": "submission"}, "budget_seconds": 30.0, "memory_mib": 256}
    return Conversation(wall, **{**given, **more})


def asked(
    trouble: Trouble, *names: str, group: str = "", **more: Any
) -> tuple[list[Answer], FakeWall]:
    wall = FakeWall(FUNCTIONS, trouble=trouble, **more)
    with spoken(wall) as talk:
        talk.begin()
        put = pieces(*names, group=group)
        answers = talk.ask(put, bindings(put))
        assert set(answers) == {p.key for p in put}
    assert all(child.ended for child in wall.children)
    return [answers[p.key] for p in put], wall


def told(answers: list[Answer]) -> list[str]:
    return [a.status.value for a in answers]


def rounds(wall: FakeWall, number: int) -> Iterator[list[Answer]]:
    """Ask for a and b in one conversation, as many times over."""
    with spoken(wall) as talk:
        talk.begin()
        for _ in range(number):
            put = pieces("a", "b")
            answers = talk.ask(put, bindings(put))
            yield [answers[piece.key] for piece in put]


def only(name: str, problem: Callable[[], Exception]) -> Trouble:
    return lambda function, _: problem() if function == name else None


def test_every_question_is_answered_by_one_child_in_one_round() -> None:
    answers, wall = asked(lambda *_: None, "a", "b", "a")
    assert [a.value for a in answers] == [0.0, 2.0, 4.0]
    assert len(wall.children) == 1
    assert [m["kind"] for m in wall.heard] == ["submission", "round"]


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (hangs, "timed_out"),
        (dies, "crashed"),
        (lambda: dies(number=9), "out_of_memory"),
        (lambda: dies(number=6, rss_mib=64), "out_of_memory"),
    ],
)
def test_a_bad_function_costs_only_itself(problem: Callable[[], Exception], status: str) -> None:
    answers, wall = asked(only("b", problem), "a", "b", "b", "c")
    assert told(answers) == ["passed", status, status, "passed"]
    assert len(wall.children) == 2


def test_what_was_lost_in_one_part_is_asked_once_more_in_another_and_then_no_more() -> None:
    answers, wall = asked(only("b", hangs), "b/one", "b/one", "b/two", "b/three", "b/four", "a")
    assert told(answers) == ["timed_out"] * 5 + ["passed"]
    assert len(wall.children) == 3


def test_what_was_lost_before_is_not_asked_in_a_later_round() -> None:
    wall = FakeWall(FUNCTIONS, trouble=only("b", hangs))
    for answers in rounds(wall, 3):
        assert told(answers) == ["passed", "timed_out"]
    assert len(wall.children) == 2


def test_questions_of_one_group_are_lost_together() -> None:
    answers, _ = asked(only("b", hangs), "a", "b", "c", group="together")
    assert told(answers) == ["passed", "timed_out", "timed_out"]


def test_a_child_that_falters_once_is_no_more_than_one_lost_question() -> None:
    first = iter([dies()])
    answers, _ = asked(lambda *_: next(first, None), "a", "b", "c")
    assert told(answers) == ["crashed", "passed", "passed"]


def test_replacements_are_counted_and_what_was_never_asked_is_said_to_be_so() -> None:
    names = [*"abcdefgh"]
    answers, wall = asked(lambda *_: dies(), *names)
    lost = REPLACEMENTS + 1
    assert told(answers) == ["crashed"] * lost + ["skipped"] * (len(names) - lost)
    assert "not asked" in answers[-1].trouble()
    assert len(wall.children) == lost


def test_nothing_is_asked_when_the_time_is_up() -> None:
    now = [0.0]

    def slow(*_: object) -> Exception:
        now[0] = 31.0
        return hangs()

    wall = FakeWall(FUNCTIONS, trouble=slow)
    with spoken(wall, clock=lambda: now[0], budget_seconds=30.0) as talk:
        talk.begin()
        put = pieces("a", "b", "c")
        answers = talk.ask(put, bindings(put))
    assert told([answers[p.key] for p in put]) == ["timed_out", "skipped", "skipped"]
    assert len(wall.children) == 1


def test_no_deadline_lies_behind_the_end_of_the_budget() -> None:
    wall = FakeWall(FUNCTIONS)
    with spoken(wall, clock=lambda: 100.0, budget_seconds=1.0) as talk:
        talk.begin()
        put = pieces("a")
        talk.ask(put, bindings(put))
    assert set(wall.deadlines) == {101.0}


# What students are shown


def test_shown_questions_are_put_to_a_child_that_has_seen_no_scored_one() -> None:
    asked_of: list[int] = []
    wall = FakeWall(FUNCTIONS, trouble=lambda _, child: asked_of.append(child))
    with spoken(wall) as talk:
        talk.begin()
        for put in (pieces("a"), shown("a"), pieces("a"), shown("a"), [*shown("b"), *pieces("b")]):
            answers = talk.ask(put, bindings(put))
            assert all(answers[p.key].came for p in put)
    assert asked_of == [0, 1, 0, 1, 0, 1]
    assert all(child.ended for child in wall.children)


def test_the_child_for_shown_questions_is_no_replacement_but_its_losses_are_counted() -> None:
    wall = FakeWall(FUNCTIONS, trouble=lambda _, child: dies() if child else None)
    with spoken(wall) as talk:
        talk.begin()
        put = [*shown(*"abcdefgh"), *pieces("a")]
        answers = talk.ask(put, bindings(put))
    lost = REPLACEMENTS + 1
    assert told([answers[p.key] for p in put[:-1]]) == ["crashed"] * lost + ["skipped"] * (8 - lost)
    assert answers[put[-1].key].came
    assert len(wall.children) == 1 + lost


# What a child may say


def swapped(kind: str, other: bytes) -> Callable[[bytes], bytes]:
    def garbled(frame: bytes) -> bytes:
        said = wire.decode(memoryview(frame)[4:])
        return other if said["kind"] == kind else frame

    return garbled


NOISE = b"\0\0\0\0noise"


@pytest.mark.parametrize(
    "other",
    [
        NOISE,
        wire.encode({"kind": "observation", "id": 7, "status": "answered", "value": 1.0}),
        wire.encode([1, 2]),
        wire.encode({"kind": "done"}),
    ],
    ids=["noise", "another question", "no mapping", "the end"],
)
def test_an_answer_that_is_none_ends_the_child_and_earns_nothing(other: bytes) -> None:
    answers, wall = asked(lambda *_: None, "a", "b", garbled=swapped("observation", other))
    assert told(answers) == ["crashed", "crashed"]
    assert len(wall.children) == 2


def test_a_round_that_ends_otherwise_leaves_nothing_over_for_the_next() -> None:
    extra = wire.encode({"kind": "observation", "id": 0, "status": "answered", "value": 5.0})
    wall = FakeWall(FUNCTIONS, garbled=swapped("done", extra))
    for answers in rounds(wall, 2):
        assert [answer.value for answer in answers] == [0.0, 2.0]
    assert len(wall.children) == 2


@pytest.mark.parametrize("other", [NOISE, wire.encode({"kind": "defined"})])
def test_a_submission_that_cannot_be_taken_stock_of_is_unusable(other: bytes) -> None:
    wall = FakeWall(FUNCTIONS, garbled=swapped("inventory", other))
    with spoken(wall) as talk, pytest.raises(SubmissionError, match="could not be read"):
        talk.begin()
    assert all(child.ended for child in wall.children)


def test_answers_are_kept_up_to_a_bound_and_the_rest_is_said_not_to_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation, "HELD_BYTES", 1 << 20)
    wall = FakeWall({"a": lambda x: np.ones(1 << 16), "b": lambda x: x})
    with spoken(wall) as talk:
        talk.begin()
        put = pieces("a", "a", "a", "b")
        answers = talk.ask(put, bindings(put))
        one, two, three, small = (answers[p.key] for p in put)
    assert one.value.shape == (1 << 16,)
    assert three.came
    assert "too large to keep: the answers together have more than 1 MiB" in three.value.type_name
    assert small.value == 3.0
    assert two.came


# Definitions

DEFINING = {"kind": "defining", "id": 4, "file": "starter.py", "line": 7, "what": "train()"}


def stuck_at(*numbers: int) -> FakeWall:
    """Return a wall whose children say no more at some statements, unless these are skipped."""

    def opening(message: dict[str, Any]) -> list[dict[str, Any]]:
        left = [n for n in numbers if n not in message["skip"]]
        running = [{**DEFINING, "id": left[0]}] if left else [defined_frame()]
        return [inventory_frame(FUNCTIONS), *running]

    return FakeWall(FUNCTIONS, opening=opening)


def test_a_statement_that_hangs_is_left_out_by_the_next_child() -> None:
    wall = stuck_at(4)
    with spoken(wall) as talk:
        talk.begin()
        put = pieces("a")
        assert talk.ask(put, bindings(put))[put[0].key].came
    assert [m.get("skip") for m in wall.heard[:2]] == [[], [4]]
    assert talk.notes == ["starter.py, line 7: train() did not end and was left out"]


def test_statements_that_hang_without_end_leave_a_submission_without_answers() -> None:
    wall = stuck_at(*range(20))
    with spoken(wall) as talk:
        talk.begin()
        put = pieces("a")
        assert told(list(talk.ask(put, bindings(put)).values())) == ["skipped"]
    assert len(wall.children) == REPLACEMENTS + 1


def test_what_a_child_says_of_a_statement_is_bounded() -> None:
    noisy = {**DEFINING, "file": "f" * 900, "line": "9" * 90_000, "what": ["x"] * 9}

    def opening(message: dict[str, Any]) -> list[dict[str, Any]]:
        end = defined_frame() if message["skip"] else noisy
        return [inventory_frame(FUNCTIONS), end]

    with spoken(FakeWall(FUNCTIONS, opening=opening)) as talk:
        talk.begin()
    assert len(talk.notes[0]) < 300


def test_noise_from_the_definitions_is_not_held_against_the_file() -> None:
    def opening(message: dict[str, Any]) -> list[dict[str, Any]]:
        end = defined_frame() if message["skip"] else {"kind": "nonsense"}
        return [inventory_frame(FUNCTIONS), DEFINING, end]

    with spoken(FakeWall(FUNCTIONS, opening=opening)) as talk:
        talk.begin()
        put = pieces("a")
        assert talk.ask(put, bindings(put))[put[0].key].came
    assert talk.notes == ["starter.py, line 7: train() ended the interpreter and was left out"]


def test_a_file_whose_loading_dies_unannounced_leaves_nothing_to_call() -> None:
    wall = FakeWall(FUNCTIONS, opening=lambda _: [inventory_frame(FUNCTIONS)])
    with spoken(wall) as talk:
        talk.begin()
        put = pieces("a")
        assert told(list(talk.ask(put, bindings(put)).values())) == ["skipped"]
    assert talk.inventory.functions
    assert talk.notes == ["loading the file did not end: nothing in it could be called"]
