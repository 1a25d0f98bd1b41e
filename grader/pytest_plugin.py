"""A plugin for pytest: each check of an assignment is a test. Runs in the judge.

``pytest --grader-assignment=SLUG|PATH [--grader-submission=PATH]`` shows every visible check, and
each part where points are shared out, as a test that passed, failed or was skipped; a failure says
what the student's report says. A fault of the grader is an error, and no failure. Grading is done
when the first of these tests is set up: once a session, and with xdist once a worker that has any
of them (``--dist loadgroup`` keeps them on one).

pytest loads this module in every run wherever the grader is installed: until the option is given,
nothing else is imported.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.models.report import CheckReport, Report
    from grader.preparation import Prepared

GROUP = "grader"
RIGHT = ("passed",)
WAITING = ("skipped", "pending")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    group = parser.getgroup("grader", "checks of an assignment as tests")
    group.addoption(
        "--grader-assignment",
        metavar="SLUG|PATH",
        help="show each check of this assignment as a test",
    )
    group.addoption(
        "--grader-submission",
        metavar="PATH",
        default=".",
        help="what is checked: a file, folder or archive; the current folder by default",
    )
    group.addoption(
        "--grader-trust",
        action="store_true",
        help="your own code only: check it even where nothing confines it",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Add a test for each check; ``-k`` and ``-m`` choose among them as among others."""
    name = session.config.getoption("--grader-assignment")
    if not name:
        return
    from grader.errors import GraderError

    try:
        grading = Grading(session.config, name)
    except GraderError as problem:
        raise pytest.UsageError(_told(problem)) from problem
    checks: Checks = Checks.from_parent(
        session, name=grading.slug, nodeid=grading.slug, grading=grading
    )
    items.extend(checks.collect())


class Grading:
    """One assignment and one submission; graded when somebody first asks."""

    def __init__(self, config: pytest.Config, name: str) -> None:
        import os

        from grader.preparation import prepare
        from grader.reading.finding import find_assignment
        from grader.seeds import chosen_seed

        start = config.invocation_params.dir
        self.submission = start / config.getoption("--grader-submission")
        self.trust = bool(config.getoption("--grader-trust"))
        path, explicit = find_assignment(name, submission=self._apart(), env=os.environ, cwd=start)
        seed = chosen_seed(None, os.environ)
        self.prepared: Prepared = prepare(path, explicit=explicit, seed=seed)
        self._report: Report | None = None

    def _apart(self) -> Path | None:
        """Return what no assignment may lie in; a file alone holds none."""
        return None if self.submission.is_file() else self.submission

    @property
    def slug(self) -> str:
        """The assignment's name."""
        return self.prepared.loaded.assignment.assignment

    def tests(self) -> Iterator[tuple[str, str]]:
        """Yield each visible check, and then its parts: (check, part)."""
        for check in self.prepared.loaded.assignment.checks:
            if check.visibility == "visible":
                yield check.id, ""
                if len(check.parts) > 1:
                    yield from ((check.id, part) for part in check.parts)

    def report(self) -> "Report":
        """Return the student's report; nothing is graded twice.

        Raises:
            GraderError: There is no verdict.
        """
        if self._report is None:
            from grader.examination.wall import open_wall
            from grader.grading import grade, raise_wall, read_submission
            from grader.reporting.audience import for_audience

            with open_wall(trust=self.trust) as wall:
                raise_wall(wall, self.prepared)
                handed_in = read_submission(self.submission, self.prepared.registry)
                self._report = for_audience(grade(self.prepared, handed_in, wall), "student")
        return self._report


class Checks(pytest.Collector):
    """The checks of an assignment."""

    def __init__(self, *, grading: Grading, **known: Any) -> None:
        super().__init__(**known)
        self.grading = grading

    def collect(self) -> Iterator["Check"]:
        """Yield a test for each check and each part."""
        for check, part in self.grading.tests():
            name = f"{check}[{part}]" if part else check
            item: Check = Check.from_parent(
                self, name=name, grading=self.grading, check=check, part=part
            )
            item.add_marker(pytest.mark.xdist_group(GROUP))
            yield item


class NotRight(Exception):  # noqa: N818 - the student's failure, and no error of ours
    """A check or a part that did not pass, with what the student is told."""


class Check(pytest.Item):
    """One check of an assignment, or one part of it."""

    def __init__(self, *, grading: Grading, check: str, part: str, **known: Any) -> None:
        super().__init__(**known)
        self._grading, self._check, self._part = grading, check, part

    def setup(self) -> None:
        """Grade, if nobody did; a fault of the grader shows here, as an error."""
        trouble = self._trouble()  # failed out here: pytest would tell a chain of exceptions
        if trouble:
            pytest.fail(trouble, pytrace=False)

    def runtest(self) -> None:
        """Tell the verdict."""
        status, text = self._verdict()
        if status in WAITING:
            pytest.skip(text)
        if status not in RIGHT:
            raise NotRight(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what the student is told, without a traceback through the grader."""
        if isinstance(excinfo.value, NotRight):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return what is checked, and the name of the check."""
        return self._grading.submission, None, f"{self._grading.slug}: {self.name}"

    def _trouble(self) -> str:
        """Say why there is no verdict; empty where there is one."""
        from grader.errors import GraderError

        try:
            status = self._found().status.value
        except GraderError as problem:
            return _told(problem)
        return self._text() if status == "grader_error" else ""

    def _found(self) -> "CheckReport":
        return next(c for c in self._grading.report().checks if c.id == self._check)

    def _verdict(self) -> tuple[str, str]:
        """Return the status of the check or the part, and what is told of it."""
        check = self._found()
        part = next((part for part in check.parts if part.id == self._part), None)
        if part is None:
            return check.status.value, self._text()
        return part.status.value, part.text or self._text()

    def _text(self) -> str:
        """Return the section of the student's report that is about this check.

        The first line says the most: summaries and JUnit's messages show little more.
        """
        from grader.reporting.rendering import render

        report = self._grading.report()
        check = self._found()
        points = {"score": check.score, "max_score": check.max_score}
        alone = report.model_copy(update={"checks": (check,), "warnings": (), **points})
        reporter = self._grading.prepared.registry.reporters["terminal"]
        text = render(alone, reporter=reporter, audience="student", width=100).strip()
        first = check.student_text.strip().partition("\n")[0]
        return f"{check.score:g} of {check.max_score:g} points: {first}\n\n{text}"


def _told(problem: Any) -> str:
    return f"{problem.message}\n{problem.hint}".strip()
