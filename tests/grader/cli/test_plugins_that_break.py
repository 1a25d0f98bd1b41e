"""What breaks in a plugin is told as the grader's fault, by name, and is never a student's zero."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import ExitCode
from tests.grader.cli.conftest import Plug, Type, Write
from tests.grader.cli.shell import LETTERS, RELU, TRUST, WRONG

HandIn = Callable[..., Path]

KIND = """
from grader_plugins.checks.source import Source

class Odd(Source):
    name = "odd"

    def {method}(self, spec, bench):
        {does}

@hookimpl
def grader_register_check_kinds():
    return (Odd(),)
"""
ASSIGNED = """
plugins: [{plugin}]
functions: {{sigmoid: 1}}
checks:
  - {{id: strange, kind: odd, function: relu, points: 3, title: Something strange,
     params: {{forbid_calls: [torch]}}}}
"""
SIGMOID = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"

BREAKS = {
    "judge": ("judge", "raise ValueError('the kind has a fault')", "ValueError: the kind has a"),
    "judge ends all": ("judge", "raise SystemExit(0)", "SystemExit: 0"),
    "judge says nothing": ("judge", "return None", "AttributeError"),
    "questions": ("questions", "return 1 // 0", "ZeroDivisionError"),
}


@pytest.mark.parametrize("which", BREAKS)
def test_a_kind_that_breaks_leaves_the_submission_ungraded(
    which: str, grader: Type, hand_in: HandIn, assign: Write, plug: Plug
) -> None:
    method, does, why = BREAKS[which]
    path = assign(ASSIGNED.format(plugin=plug(KIND.format(method=method, does=does))))
    check = ("check", hand_in(RELU + SIGMOID), "-a", path, *TRUST)
    staff = grader(*check, "-f", "json", "--audience", "staff")
    assert staff.code == ExitCode.GRADER
    assert staff.report["status"] == "ungraded"
    assert staff.checks["strange"]["status"] == "grader_error"
    assert staff.checks["sigmoid"]["status"] == "passed"
    assert f"the check kind odd failed: {why}" in staff.checks["strange"]["staff_text"]
    student = grader(*check)
    assert student.code == ExitCode.GRADER
    assert why not in student.out
    assert "that is the grader's fault, not yours" in " ".join(student.out.split())
    assert "This is not a zero." in student.out


@pytest.mark.parametrize("form", ["json", "junit", "markdown", "terminal"])
def test_every_form_of_an_ungraded_report_says_so(
    form: str, grader: Type, hand_in: HandIn, assign: Write, plug: Plug
) -> None:
    name = plug(KIND.format(method="judge", does="raise ValueError('odd')"))
    path = assign(ASSIGNED.format(plugin=name))
    ended = grader("check", hand_in(RELU), "-a", path, "-f", form, *TRUST)
    assert ended.code == ExitCode.GRADER
    assert "grader" in ended.out


def test_a_diagnosis_that_breaks_is_a_warning_and_costs_nothing(
    grader: Type, hand_in: HandIn, plug: Plug
) -> None:
    name = plug("""
class Mute:
    name = "mute"

    def diagnose(self, spec, hearing):
        raise ValueError("nothing to say")

@hookimpl
def grader_register_diagnosers():
    return (Mute(),)
""")
    strange = hand_in("def relu(x):\n    return x * 1.2345 + 0.6789\n")
    check = ("check", strange, "-a", LETTERS, "-f", "json", *TRUST)
    without, broken = grader(*check), grader(*check, "--plugin", name)
    assert broken.code == without.code == ExitCode.FAILED
    assert broken.verdict == without.verdict
    assert broken.report["warnings"] == without.report["warnings"]
    staff = grader(*check, "--plugin", name, "--audience", "staff")
    assert "relu: the diagnosis mute broke (nothing to say)" in staff.report["warnings"]
    assert staff.report["environment"]["plugins"] == {name: "unknown"}


REPORTER = """
class Poet:
    name = "poem"
    suffix = ".txt"

    def render(self, report, *, color, width):
        {does}

@hookimpl
def grader_register_reporters():
    return (Poet(),)
"""


@pytest.mark.parametrize(
    ("does", "why"),
    [("raise ValueError('no rhyme')", "ValueError: no rhyme"), ("return 5", "int, not text")],
)
def test_a_reporter_that_breaks_is_named(
    does: str, why: str, grader: Type, hand_in: HandIn, plug: Plug
) -> None:
    name = plug(REPORTER.format(does=does))
    ended = grader("check", hand_in(RELU), "-a", LETTERS, "--plugin", name, "-f", "poem", *TRUST)
    said = "graded, but the reporter 'poem' could not write the report"
    ended.refused(ExitCode.GRADER, said, why, "no mark is changed: choose another --format")
    again = grader("check", hand_in(RELU), "-a", LETTERS, "--plugin", name, *TRUST)
    assert again.code == ExitCode.FAILED


def test_a_reporter_that_breaks_leaves_no_half_a_report(
    grader: Type, hand_in: HandIn, plug: Plug, tmp_path: Path
) -> None:
    name = plug(REPORTER.format(does="raise ValueError('no rhyme')"))
    output = tmp_path / "poem.txt"
    check = ("check", hand_in(RELU), "-a", LETTERS, "--plugin", name, "-f", "poem", *TRUST)
    grader(*check, "-o", output).refused(ExitCode.GRADER, "could not write the report")
    assert not output.exists()


LOADER = """
class Clay:
    name = "clay"

    def recognises(self, path):
        return path.suffix == ".clay"

    def read(self, path):
        {does}

@hookimpl
def grader_register_loaders():
    return {gives}
"""


def test_a_loader_that_breaks_is_named(grader: Type, hand_in: HandIn, plug: Plug) -> None:
    name = plug(LOADER.format(does="raise ValueError('dry')", gives="(Clay(),)"))
    tablet = hand_in("relu", "tablet.clay")
    ended = grader("check", tablet, "-a", LETTERS, "--plugin", name, *TRUST)
    ended.refused(ExitCode.GRADER, "the loader 'clay' failed on", "ValueError: dry")


def test_what_a_loader_may_not_read_is_a_fault_of_the_submission(
    grader: Type, hand_in: HandIn, plug: Plug
) -> None:
    does = "raise PermissionError(13, 'Permission denied')"
    name = plug(LOADER.format(does=does, gives="(Clay(),)"))
    tablet = hand_in("relu", "tablet.clay")
    ended = grader("check", tablet, "-a", LETTERS, "--plugin", name, *TRUST)
    ended.refused(ExitCode.SUBMISSION, "cannot be read (Permission denied)")


PLUGINS = {
    "raises": ("1 / 0", ExitCode.USAGE, "ZeroDivisionError: division by zero"),
    "ends": ("raise SystemExit(0)", ExitCode.USAGE, "cannot be imported: SystemExit: 0"),
    "is not Python": ("def f(:", ExitCode.USAGE, "SyntaxError"),
    "has no hook": ("RELU = 1", ExitCode.USAGE, "nothing in it is marked @hookimpl"),
    "gives nothing": (
        LOADER.format(does="pass", gives="None"),
        ExitCode.GRADER,
        "broke when it was asked for its loaders: TypeError",
    ),
    "gives no loader": (
        LOADER.format(does="pass", gives="[None]"),
        ExitCode.GRADER,
        "broke when it was asked for its loaders: AttributeError",
    ),
    "takes a name": (
        LOADER.format(does="pass", gives="(Clay(),)").replace('"clay"', '"file"'),
        ExitCode.GRADER,
        "two plugins register the loader 'file': grader_plugins.loaders and",
    ),
    "has a hook of its own": (
        "@hookimpl\ndef grader_change_score(score):\n    return score + 1\n",
        ExitCode.GRADER,
        "implements a hook that is none of ours",
    ),
}


@pytest.mark.parametrize("which", PLUGINS)
def test_a_plugin_that_cannot_be_used_is_refused(
    which: str, grader: Type, hand_in: HandIn, plug: Plug
) -> None:
    source, code, words = PLUGINS[which]
    name = plug(source)
    ended = grader("check", hand_in(WRONG), "-a", LETTERS, "--plugin", name, *TRUST)
    ended.refused(code, name, words)
    grader("plugins", "--plugin", name).refused(code, name, words)
    grader("validate", LETTERS, "--plugin", name).refused(code, name, words)
