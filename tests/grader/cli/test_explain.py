"""``grader explain``: what it finds, how it is written, what it says of unknown names."""

import json
from pathlib import Path

import pytest

from grader.cli import run
from grader.errors import ExitCode

PLUGIN = """
import numpy as np

from grader.hookspecs import hookimpl
from grader_reference.catalogue import Case, Function, Misconception, Parameter


def inputs(rng):
    return (Case(part="ordinary", label="two numbers", arguments={"z": np.array([1.5, -2.0])}),)


@hookimpl
def grader_register_references():
    return (
        Function(
            name="cube",
            title="Third power",
            asks="cube(z) returns the third power of every number.",
            parameters=(Parameter(name="z"),),
            right=lambda z: z**3,
            draw=inputs,
            small=inputs,
            parts={"ordinary": 1.0},
            misconceptions=(
                Misconception(
                    id="cube.square",
                    claim="the second power comes back",
                    hints=("What sign has the third power of −2?",),
                    explanation="z² in place of z³.",
                    function=lambda z: z**2,
                ),
            ),
        ),
    )
"""


@pytest.fixture
def cubes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "cubes.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "cubes"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["explain", *arguments]) == ExitCode.PASSED
    return capsys.readouterr().out


def test_a_mistake_is_found_whatever_its_case_and_underscores(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert said(capsys, "Softmax.GlobalMax") == said(capsys, "softmax.global_max")


def test_a_function_is_found_by_what_students_call_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Gradients of a 2-3-2 relu network" in said(capsys, "bprop")


def test_a_convention_says_where_it_holds_and_what_else_there_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = " ".join(said(capsys, "wrt_logits").split())
    assert "Functions that have it: gradCE." in text
    assert "wrt_scores" in text


def test_without_an_id_everything_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys)
    assert "known mistakes" in text
    assert "log_softmax" in text
    assert "gradient_check" in text


def test_a_search_finds_words_in_claims(capsys: pytest.CaptureFixture[str]) -> None:
    assert "backprop.weights_transposed" in said(capsys, "--search", "transposed")


def test_a_plugins_own_mistake_is_explained_without_a_derivation(
    capsys: pytest.CaptureFixture[str], cubes: str
) -> None:
    text = said(capsys, "cube.square", "--plugin", cubes)
    assert "right  [3.375, −8]" in text
    assert "wrong  [2.25, 4]" in text
    assert "print(cube(z))" in text


def test_a_page_is_written_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert said(capsys, "relu.leaky", "-f", "html", "-o", str(page)) == ""
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "prefers-color-scheme: dark" in text
    assert text.count("<h2>") == 5


def test_json_tells_the_sections_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    page = json.loads(said(capsys, "CE.log2", "-f", "json"))
    assert next(iter(page)) == "schema_version"
    assert page["kind"] == "misconception"
    names = [section["name"] for section in page["sections"]]
    assert names == ["what", "mathematics", "example", "yourself", "code"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("sofmax",), "did you mean softmax"),
        (("globalmax",), "softmax.global_max"),
        (("zzz",), "grader explain --search"),
        (("--search", "zzzzzz"), "lists what there is"),
        (("softmax", "--search", "sum"), "leave one of them out"),
        (("softmax", "-o", "/nowhere/at/all/page.html"), "name a file"),
    ],
)
def test_what_is_not_known_ends_with_two_and_a_hint(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], hint: str
) -> None:
    assert run(["explain", *arguments]) == ExitCode.USAGE
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("relation.one_tensor", "all others are right"),
        ("callee.softmax", "Mend that function first"),
        ("signs.guessing", "ten examples alone"),
        ("convention.columns", "Every example is a column"),
    ],
)
def test_every_kind_of_id_that_a_report_names_is_explained(
    name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in " ".join(said(capsys, name).split())
