"""What a person reads at a terminal."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len

from grader.models.report import Evidence, Report, Status
from grader.reporting.rendering import render
from grader_plugins.reporters.terminal import Terminal

GOLDEN = Path(__file__).with_name("golden")


def shown(
    report: Report, *, audience: str = "student", width: int = 80, color: bool = False
) -> str:
    return render(report, reporter=Terminal(), audience=audience, color=color, width=width)


@pytest.mark.parametrize(("name", "width"), [("softmax", 80), ("ungraded", 60), ("missing", 120)])
def test_a_report_reads_as_it_was_approved(
    gallery: Mapping[str, Report], name: str, width: int
) -> None:
    approved = (GOLDEN / f"{name}-{width}.txt").read_text(encoding="utf-8")
    assert shown(gallery[name], width=width) == approved


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("audience", ["student", "staff"])
def test_no_line_is_wider_than_the_terminal(report: Report, audience: str, width: int) -> None:
    lines = shown(report, audience=audience, width=width).split("\n")
    assert max(map(cell_len, lines)) <= width


def test_widths_outside_60_to_120_are_kept_inside(gallery: Mapping[str, Report]) -> None:
    assert shown(gallery["softmax"], width=10) == shown(gallery["softmax"], width=60)
    assert shown(gallery["softmax"], width=500) == shown(gallery["softmax"], width=120)


def test_without_colour_there_is_no_control_character(report: Report) -> None:
    text = shown(report, audience="staff")
    assert all(c == "\n" or c.isprintable() for c in text)


def test_colour_adds_nothing_but_colour(gallery: Mapping[str, Report]) -> None:
    from rich.text import Text

    coloured = shown(gallery["softmax"], color=True)
    assert "\x1b[" in coloured
    plain = "\n".join(line.rstrip() for line in Text.from_ansi(coloured).plain.split("\n"))
    assert plain.rstrip() == shown(gallery["softmax"]).rstrip()


def test_the_environment_does_not_change_the_text(
    gallery: Mapping[str, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(gallery["softmax"])
    for name, value in (("FORCE_COLOR", "1"), ("COLUMNS", "20"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
    assert shown(gallery["softmax"]) == before


def test_what_worked_comes_before_what_did_not(gallery: Mapping[str, Report]) -> None:
    text = shown(gallery["softmax"])
    assert text.index("Right already: relu") < text.index("not right yet")


def test_a_failure_says_what_was_asked_what_came_back_and_where_to_look(
    gallery: Mapping[str, Report],
) -> None:
    text = shown(gallery["softmax"])
    steps = ["We called", "It returned", "Look at", "One maximum is subtracted", "Parts"]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert "softmax → Softmax, hw.py:12" in text
    assert "one example per column" in text


def test_staff_read_the_diagnosis_and_its_confidence(gallery: Mapping[str, Report]) -> None:
    text = shown(gallery["softmax"], audience="staff", width=120)
    assert "softmax.global_max (97%)" in text
    assert "seed 73501" in text


def test_when_all_passed_the_report_is_short_and_says_how_it_was_read(
    gallery: Mapping[str, Report],
) -> None:
    text = shown(gallery["all_passed"], width=120)
    assert "Well done: both checks are right." in text
    assert "computeLayer → compute, hw.py:21; one example per column" in text
    assert len(text.splitlines()) < 12


def test_functions_without_a_body_are_listed_and_nothing_is_scolded(
    gallery: Mapping[str, Report],
) -> None:
    text = shown(gallery["starter"])
    assert text.count("not written yet") == 3
    assert "Next: write relu (starter.py, line 24), then check again." in text
    assert "Problem" not in text


def test_an_ungraded_report_shows_no_score_and_blames_the_grader(
    gallery: Mapping[str, Report],
) -> None:
    text = shown(gallery["ungraded"])
    assert "the grader failed, not you. This is not a zero" in text
    assert "points  " not in text
    assert "0 of 3" not in text


def test_checks_kept_back_are_announced_and_nothing_more(gallery: Mapping[str, Report]) -> None:
    text = shown(gallery["hidden"])
    assert "Further checks are kept back" in text
    assert "ce-extreme" not in text
    assert "secret" not in text


def test_printed_output_is_shortened(gallery: Mapping[str, Report]) -> None:
    text = shown(gallery["stopped"])
    assert "epoch 9" in text
    assert "epoch 10:" not in text
    assert "… and 190 more lines" in text


def test_markup_is_shown_as_it_is(gallery: Mapping[str, Report]) -> None:
    assert "[red]markup[/red]" in shown(gallery["nasty"])


def test_no_line_is_obeyed_by_a_continuous_integration_log(gallery: Mapping[str, Report]) -> None:
    text = f"{'a' * 40} {'::error::x ' * 40}"
    check = gallery["softmax"].checks[1]
    evidence = check.evidence.model_copy(update={"compare": text})
    texts = {"student_text": text, "evidence": evidence, "title": "##[error]"}
    check = check.model_copy(update=texts)
    report = gallery["nasty"].model_copy(update={"checks": (check, *gallery["nasty"].checks)})
    text = shown(report, audience="staff", width=60)
    assert "error::x" in text
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))
    assert "##[" not in text


def test_functions_that_are_missing_are_told_once(gallery: Mapping[str, Report]) -> None:
    missing = gallery["missing"].checks[1]
    checks = [
        missing.model_copy(
            update={"id": name, "student_text": f"no function called {name} was found"}
        )
        for name in ("relu", "softmax", "CE")
    ]
    text = shown(gallery["missing"].model_copy(update={"checks": tuple(checks)}))
    assert "No function called relu, softmax or CE was found." in text
    assert text.count("What to do") == 1
    assert "? Not found " in text
    assert "0 of 6 points" in text
    assert "Next: write relu. Then check again." in text


def test_how_files_were_read_comes_before_what_was_not_found(
    gallery: Mapping[str, Report],
) -> None:
    text = shown(gallery["missing"])
    assert text.index("reluu was taken for it") < text.index("Not found")


def test_what_waits_for_other_checks_has_no_section(gallery: Mapping[str, Report]) -> None:
    check = gallery["softmax"].checks[1]
    later = check.parts[1].model_copy(update={"status": Status.SKIPPED, "text": "later"})
    waits = {"parts": (check.parts[0], later), "student_text": "extreme: later"}
    report = gallery["softmax"].model_copy(
        update={"checks": (gallery["softmax"].checks[0], check.model_copy(update=waits))}
    )
    text = shown(report, width=120)
    assert "right so far" in text
    assert "extreme: later" in text
    assert "What to do" not in text
    assert "Next:" not in text


def test_nothing_is_said_twice_of_a_failure(gallery: Mapping[str, Report]) -> None:
    text = " ".join(shown(gallery["stopped"], width=120).split())
    assert text.count("operands could not be broadcast") == 1
    assert "Scored on ordinary inputs" in text


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"changed": {"twice": 1.0, "company": 0.25}}, "changed: twice 1, company 0.25"),
        ({"loss_at_most": 0.3}, "loss at most: 0.3"),
        ({"accuracy": [0.8675, None]}, "accuracy: 0.8675, None"),
    ],
)
def test_details_are_read_aloud_and_are_no_code(
    gallery: Mapping[str, Report], details: dict[str, object], told: str
) -> None:
    report = gallery["softmax"]
    failed = next(check for check in report.checks if check.status is Status.FAILED)
    checks = [failed.model_copy(update={"evidence": Evidence(details=details)})]
    assert f"In detail    {told}" in shown(report.model_copy(update={"checks": tuple(checks)}))
