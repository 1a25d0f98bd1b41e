"""The page's colours: readable on their ground, in light, in dark and on paper."""

import re
from importlib.resources import files

import pytest

from grader_plugins.reporters.html.drawing.svg import VARIABLES

STYLE = files("grader.reporting.html").joinpath("style.css").read_text(encoding="utf-8")
SCHEMES = dict(
    zip(("light", "dark", "paper"), re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL), strict=True)
)
LINES_ALONE = {"grid", "edge", "heat", "paper", "raised"}
TEXT = 4.5
"""The least contrast of text with its ground: WCAG 2.2, success criterion 1.4.3."""


def colours(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): #(\w{6});", SCHEMES[scheme]))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    pairs = [(int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (0, 2, 4)]
    return "".join(f"{round(share * top + (1 - share) * below):02x}" for top, below in pairs)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_text_and_of_marks_is_readable(scheme: str) -> None:
    found = colours(scheme)
    grounds = (found["paper"], found["raised"])
    for name, colour in found.items():
        if name not in LINES_ALONE:
            assert min(contrast(colour, ground) for ground in grounds) >= TEXT, name


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_number_on_any_shade_is_readable(scheme: str) -> None:
    from grader_plugins.reporters.html.drawing.grids import DEEPEST

    found = colours(scheme)
    for tenths in range(11):
        shade = mixed(found["heat"], found["paper"], DEEPEST * tenths / 10)
        assert contrast(found["ink"], shade) >= TEXT, tenths


def test_on_a_narrow_screen_tables_and_sentences_fit_and_what_is_wider_shows_that_it_goes_on() -> (
    None
):
    narrow = STYLE.partition("@media (max-width: 36rem)")[2].partition("@media print")[0]
    assert re.search(r"\.scroll thead th, \.scroll td[^{]*\{ white-space: normal;", narrow)
    assert re.search(r"pre\.words \{ white-space: pre-wrap;", narrow)
    assert re.search(r"\.scroll, pre \{\s*background:.*? local,.*? scroll;", STYLE, re.DOTALL)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_of_a_picture_is_one_of_the_page(scheme: str) -> None:
    assert set(VARIABLES.values()) <= set(colours(scheme))
