"""The paper: every question is written once per presentation and serves every submission."""

from typing import Any

import numpy as np

from grader.examination.paper import Paper, Piece, round_frame
from grader.kinds import Question, Sweep
from grader.worker import wire


def question(**more: Any) -> Question:
    arguments = {"w": np.ones(2), "X": np.zeros((3, 2))}
    given = {"id": "a/b/0", "check": "a", "function": "f", "arguments": arguments, "part": "b"}
    return Question(**{**given, **more})


def written(paper: Paper, asked: Question, presentation: str = "", **more: Any) -> Piece:
    arguments = more.pop("arguments", asked.arguments)
    return paper.piece(asked, presentation=presentation, arguments=arguments, seconds=2.0, **more)


def read(piece: Piece) -> Any:
    return wire.decode(memoryview(piece.body)[4:])


def test_a_piece_carries_the_arguments_in_order_and_no_name_of_the_check() -> None:
    found = read(written(Paper(), question()))
    assert [a.shape for a in found.pop("arguments")] == [(2,), (3, 2)]
    assert found == {"function": "f", "repeat": 1, "returns_arguments": False}


def test_a_piece_says_how_many_calls_it_takes_where_it_is_not_one() -> None:
    assert read(written(Paper(), question(calls=4)))["calls"] == 4


def test_a_piece_is_written_once_per_presentation() -> None:
    paper = Paper()
    first = written(paper, question())
    assert written(paper, question(), arguments={}) is first
    assert written(paper, question(), "columns") is not first
    assert first.key == ("a/b/0", "")


def test_a_piece_of_one_submission_is_not_kept() -> None:
    paper = Paper()
    first = written(paper, question(), keep=False)
    assert written(paper, question(), keep=False) is not first


def test_a_sweep_names_its_parameters_by_place() -> None:
    sweep = Sweep(parameters=("X",), seed=3, directions=2, epsilon=0.5)
    found = read(written(Paper(), question(sweep=sweep)))
    assert found["sweep"] == {"positions": [1], "seed": 3, "directions": 2, "epsilon": 0.5}


def test_a_question_without_a_group_is_one_of_its_own() -> None:
    assert written(Paper(), question()).group == "a/b/0"
    assert written(Paper(), question(group="g")).group == "g"


def test_a_round_carries_bindings_and_whole_pieces() -> None:
    piece = written(Paper(), question())
    found = wire.decode(memoryview(round_frame([piece], {"f": {"path": ["f"]}}))[4:])
    assert found == {"kind": "round", "bindings": {"f": {"path": ["f"]}}, "pieces": [piece.body]}
