"""The page of every known mistake: complete, right for teaching, the same each time."""

import json

import pytest

from grader.explaining.misconceptions import misconception
from grader.explaining.page import Code, Page, Paragraph, Section, Steps
from grader.explaining.subjects import Subjects
from grader.explaining.writing import FORMS, written

STAFF_WORDS = ("mutant", "hostile", "confidence")


def section(page: Page, name: str) -> Section:
    return next(each for each in page.sections if each.name == name)


def codes(part: Section) -> list[Code]:
    return [block for block in part.blocks if isinstance(block, Code)]


def test_every_mistake_has_all_parts_of_a_page(pages: dict[str, Page]) -> None:
    wanted = ["what", "mathematics", "example", "yourself", "code"]
    assert {
        name for name, page in pages.items() if [s.name for s in page.sections] != wanted
    } == set()


def test_every_mistake_is_told_with_its_whole_explanation_and_all_hints(
    subjects: Subjects, pages: dict[str, Page]
) -> None:
    for name, page in pages.items():
        entry = subjects.mistakes[name].entry
        texts = [b.text for b in section(page, "what").blocks if isinstance(b, Paragraph)]
        assert any(entry.explanation.rstrip(".") in text for text in texts)
        hints = next(b for b in section(page, "yourself").blocks if isinstance(b, Steps))
        assert len(hints.items) == len(entry.hints)


def test_the_two_lines_of_every_example_differ(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        right, wrong = codes(section(page, "example"))[-1].text.splitlines()
        assert right.startswith("right")
        assert wrong.startswith("wrong")
        assert right.split()[1:] != wrong.split()[1:], name


def test_every_mistake_comes_with_lines_to_paste(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        pasted = codes(section(page, "yourself"))
        assert pasted, name
        assert pasted[0].text.startswith("import numpy as np"), name
        compile(pasted[0].text, name, "exec")


def test_nearly_every_mistake_shows_by_a_trial(pages: dict[str, Page]) -> None:
    by_hand = {name for name, page in pages.items() if len(codes(section(page, "yourself"))) < 2}
    assert len(by_hand) <= len(pages) // 100


@pytest.mark.parametrize("form", FORMS)
def test_every_page_can_be_written_in_every_form(pages: dict[str, Page], form: str) -> None:
    for name, page in pages.items():
        text = written(page, form)
        assert name in text.replace("\\", "")
        assert not any(word in text.lower() for word in STAFF_WORDS), name


def test_pages_are_the_same_each_time(subjects: Subjects, pages: dict[str, Page]) -> None:
    for name in ("softmax.global_max", "backprop.divided_twice", "conv2d_backward.overwritten"):
        assert misconception(subjects, subjects.mistakes[name]) == pages[name]


def test_a_factor_is_named_with_the_number_it_is_made_of(pages: dict[str, Page]) -> None:
    told = json.dumps(pages["backprop.divided_twice"].plain(), ensure_ascii=False)
    assert "dW1, db1, dW2 and db2: 1/N of what is right, with N examples" in told
    assert "yours / quotient: from 0.143 to 0.143" in told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("CE.log10", "0.4343 times what is right"),
        ("CE.divided_twice", "1/N of what is right"),
        ("gradCE.squared_error", "2 times what is right"),
        ("gradCE.logits_per_class", "1/D of what is right"),
        ("tanh.sign", "the other sign"),
        ("backprop.bias_summed", "db1 and db2: N times what is right"),
        ("backprop.weights_transposed", "dW1: of shape (3, 2), not (2, 3)"),
        ("l2_penalty.gradient_doubled", "gradient: 2 times what is right"),
    ],
)
def test_a_factor_is_told_where_it_holds_on_every_input(
    pages: dict[str, Page], name: str, told: str
) -> None:
    assert told in json.dumps(pages[name].plain(), ensure_ascii=False)


@pytest.mark.parametrize("name", ["CE.squared_error", "network_loss.hidden_tanh", "relu.step"])
def test_two_numbers_that_happen_to_have_a_factor_are_no_pattern(
    pages: dict[str, Page], name: str
) -> None:
    assert "pattern to look for" not in json.dumps(pages[name].plain())


def test_outputs_that_are_right_are_told_from_those_that_are_wrong(pages: dict[str, Page]) -> None:
    told = json.dumps(pages["backprop.no_mask"].plain())
    assert "dW1 and db1: wrong by no constant factor; dW2 and db2: right" in told


def test_an_entry_names_those_that_no_input_can_tell_from_it(pages: dict[str, Page]) -> None:
    told = json.dumps(pages["gradCE.binary"].plain())
    assert "cannot be told from gradCE.sigmoid_loss" in told


def test_the_convention_under_which_it_is_a_mistake_is_said(pages: dict[str, Page]) -> None:
    told = [
        b.text for b in pages["gradCE.logits_sign"].sections[0].blocks if isinstance(b, Paragraph)
    ]
    assert any("with respect to the logits, before softmax" in text for text in told)


def test_code_that_stops_is_told_in_words(pages: dict[str, Page]) -> None:
    told = codes(section(pages["scalar_softmax.no_shift"], "example"))[-1].text
    assert "it stops: OverflowError" in told or "NaN" in told
