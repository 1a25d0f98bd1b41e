"""What tests put into a store: people, their work, what came of it."""

from sqlalchemy import Connection

from grader.errors import ExitCode
from grader.executing.desk import Graded
from grader.executing.packing import packed
from grader.models.report import (
    AssignmentIdentity,
    CheckReport,
    Environment,
    Report,
    Status,
    SubmissionIdentity,
)
from grader.store import results, work
from grader.store.basis import Basis
from grader.store.people import Who

SLUG = "hw"
BASIS = Basis(
    slug=SLUG, assignment="a" * 64, recipe="", seed="0", environment={"grader": "1", "numpy": "2"}
)


def report(score: float = 1.0, *, digest: str = "d1") -> Report:
    status = Status.PASSED if score else Status.FAILED
    check = CheckReport(id="relu", kind="values", title="", status=status, score=score, max_score=2)
    return Report(
        score=score,
        max_score=2,
        assignment=AssignmentIdentity(id=SLUG),
        submission=SubmissionIdentity(id="submission.py", digest=digest),
        environment=Environment(grader="1", numpy="2", python="3"),
        timings={"total": 0.5},
        checks=(check,),
    )


def assigned(connection: Connection) -> None:
    work.remember_assignment(
        connection, slug=SLUG, digest=BASIS.assignment, title="", max_score=2, source=""
    )


def handed_in(
    connection: Connection, *logins: str, digest: str = "d1", place: str = ""
) -> tuple[int, int]:
    return work.hand_in(
        connection,
        work.HandedIn(
            slug=SLUG,
            who=[Who(login=login) for login in logins],
            digest=digest,
            label=logins[0],
            place=place or f"/course/{logins[0]}.py",
        ),
    )


def graded(
    connection: Connection, *submissions: int, digest: str = "d1", score: float = 1.0
) -> results.Stored:
    made = Graded(key=BASIS.key(digest), packed=packed(report(score, digest=digest)), worker="w 1")
    return results.record(connection, made, basis=BASIS, digest=digest, submissions=submissions)


def failed(connection: Connection, submission: int, *, code: ExitCode) -> results.Stored:
    made = Graded(key=BASIS.key("d1"), trouble="the wall fell", code=code)
    return results.record(connection, made, basis=BASIS, digest="d1", submissions=[submission])
