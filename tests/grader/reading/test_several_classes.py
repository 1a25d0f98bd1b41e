"""A list of classes under ``interface``: what it means, and where its mistakes are told."""

from typing import TYPE_CHECKING

from grader.plugin_manager import build
from grader.reading.assignment_file import read_assignment

if TYPE_CHECKING:
    from tests.grader.reading.conftest import Desk

TWO = """assignment: a
functions: {relu: 1}
interface:
  - class: Net
    calls: {fit: {call: self.fit}}
  - class: Deep
    calls:
      deep_fit: {call: self.fit, with: [%s]}
"""


def test_the_first_class_and_those_beside_it_are_read(desk: "Desk") -> None:
    found = read_assignment(desk.write(TWO % "X"), build()).assignment.interface
    assert found is not None
    assert [each.class_ for each in found.every] == ["Net", "Deep"]
    assert found.of("deep_fit") is found.others[0]
    assert found.of("predict") is None


def test_a_mistake_in_another_class_is_told_where_it_stands(desk: "Desk") -> None:
    mistake = desk.mistake(TWO % "tanh")
    assert mistake.startswith("8:17: calls.deep_fit: 'tanh' names nothing that is known here")


def test_an_unknown_key_of_another_class_is_told_where_it_stands(desk: "Desk") -> None:
    mistake = desk.mistake((TWO % "X").replace("  - class: Deep", "  - clas: Deep"))
    assert mistake.startswith("6:5: unknown key 'clas'")


def test_a_framework_needs_its_library(desk: "Desk") -> None:
    text = "assignment: a\nfunctions: {relu: 1}\ninterface: {adapter: keras, class: Net}\n"
    assert desk.mistake(text).startswith("3:22: adapter: keras needs torch among the libraries")
    allowed = desk.read(f"{text}libraries: [torch, keras]\n").assignment
    assert allowed.libraries == ("torch", "keras")
