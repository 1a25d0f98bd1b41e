"""How figures are found in what a program printed."""

import pytest

from grader_plugins.checks.files.program_figures import figures_behind, numbers


def texts(printed: str, *words: str) -> list[str]:
    return [figure.text for figure in figures_behind(printed, words)]


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("accuracy 0.97", ["0.97"]),
        ("Accuracy: 97.4%", ["97.4"]),
        ("test_accuracy=.5", [".5"]),
        ("accuracy: 1.948e3 of 2e+3", ["1.948e3", "2e+3"]),
        ("accuracy (layer fc1, v2.0, 3x): 0.9", ["0.9"]),
        ("accuracy: -0.5, +1", ["-0.5", "+1"]),
        ("accuracy: nan", []),
        ("accuracy:\n0.97\n", ["0.97"]),
        ("accuracy:\n0.97 and more\n", ["0.97"]),
        ("accuracy comes next\n0.97\n", []),
        ("accuracy 1 2 3 4 5 6", ["1", "2", "3", "4"]),
        ("epoch 1 accuracy 0.5\nepoch 2 accuracy 0.6\n", ["0.6"]),
        ("accuracy 0.5\raccuracy 0.7\raccuracy", ["0.7"]),
        ("accuracy " + "9" * 400, []),
        ("accuracy 1e999999", []),
        ("accuracy ٣٣", []),
    ],
)
def test_a_figure_stands_behind_its_words(printed: str, found: list[str]) -> None:
    assert texts(printed, "accuracy") == found


def test_the_first_words_that_are_printed_with_a_number_count() -> None:
    printed = "test accuracy 0.9\naccuracy 0.1\n"
    assert texts(printed, "test accuracy", "accuracy") == ["0.9"]
    assert texts(printed, "final accuracy", "accuracy") == ["0.1"]


@pytest.mark.parametrize("text", ["97.4", "97.40 %", "0.974", "97.4 percent", "0.9740"])
def test_a_share_may_be_written_as_one_likes(text: str) -> None:
    (figure,) = numbers(text)
    assert figure.is_about(0.9741, within=0.0, percent="either")


@pytest.mark.parametrize("text", ["97.3", "0.97", "9.74", "0.0974", "1", "974", "0.974 %"])
def test_another_share_is_told_from_it(text: str) -> None:
    (figure,) = numbers(text)
    assert figure.is_about(0.9741, within=0.0, percent="either") is (text in ("0.97", "0.974 %"))


def test_a_coarse_figure_tells_no_more_than_it_says() -> None:
    (figure,) = numbers("1")
    assert not figure.is_about(0.5, within=0.002, percent="either")


def test_an_assignment_may_say_which_it_is() -> None:
    (figure,) = numbers("0.5")
    assert figure.is_about(0.5, within=0.0, percent="no")
    assert figure.is_about(0.005, within=0.0, percent="yes")
    assert not figure.is_about(0.5, within=0.0, percent="yes")
