"""Slip days of a course are used up over its assignments, and reckoned whenever somebody asks."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.executing.desk import Graded
from grader.executing.packing import packed
from grader.plugin_manager import build
from grader.policies.standing import FinalMark, attempts, final_marks
from grader.reading.assignment_file import LoadedAssignment, read_assignment
from grader.store import allowances, results, work
from grader.store.basis import Basis
from grader.store.engine import Store
from grader.store.opening import open_store
from grader.store.people import Who, found
from tests.grader.store.stored import report

DUE = {"first": "2026-10-01 12:00", "second": "2026-11-01 12:00", "third": "2026-12-01 12:00"}
SHARED = "slip_days: {course: 4}"
Write = Callable[..., LoadedAssignment]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "grader.db") as opened:
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an assignment of the course."""
    registry = build()

    def written(slug: str, slip: str = SHARED, due: str = "") -> LoadedAssignment:
        path = tmp_path / slug / "assignment.yaml"
        path.parent.mkdir(exist_ok=True)
        policy = f"policy: {{due: '{due or DUE[slug]}', late: {{per_day: 10 %}}, {slip}}}\n"
        path.write_text(f"assignment: {slug}\n{policy}functions: {{relu: 1}}\n", encoding="utf-8")
        return read_assignment(path, registry)

    return written


def hand_in(store: Store, loaded: LoadedAssignment, at: str, who: str = "ada") -> None:
    """Hand something in at a time, and have it graded."""
    assignment = loaded.assignment
    slug = assignment.assignment
    basis = Basis(slug=slug, assignment=loaded.digest, recipe="", seed="0", environment={})
    given = work.HandedIn(
        slug=slug,
        who=[Who(login=who)],
        digest=f"{slug} {who} {at}",
        label=who,
        place=f"/{slug}/{who}",
        handed_in_at=datetime.fromisoformat(at).replace(tzinfo=UTC),
    )
    with store.writing() as connection:
        work.remember_assignment(
            connection,
            slug=slug,
            digest=loaded.digest,
            title="",
            max_score=1.0,
            source=loaded.source,
        )
        submission, _ = work.hand_in(connection, given)
        made = Graded(key=basis.key(given.digest), packed=packed(report()), worker="w 1")
        results.record(connection, made, basis=basis, digest=given.digest, submissions=[submission])


def mark(store: Store, loaded: LoadedAssignment, who: str = "ada") -> FinalMark:
    with store.reading() as connection:
        return next(
            each
            for each in final_marks(connection, loaded)
            if each.who is not None and each.who.login == who
        )


def told(store: Store, loaded: LoadedAssignment, who: str = "ada") -> str:
    return "; ".join(mark(store, loaded, who).steps)


@pytest.fixture
def course(store: Store, write: Write) -> dict[str, LoadedAssignment]:
    """Three assignments; ada is 3, 2 and 1 days late, bob in time until the last."""
    loaded = {slug: write(slug) for slug in DUE}
    for slug, late in (("first", "2026-10-04"), ("second", "2026-11-03"), ("third", "2026-12-02")):
        hand_in(store, loaded[slug], f"{late} 11:00")
        bob = late if slug == "third" else DUE[slug][:10]
        hand_in(store, loaded[slug], f"{bob} 11:00", "bob")
    return loaded


def test_they_are_used_up_in_the_order_of_due_dates(
    store: Store, course: dict[str, LoadedAssignment]
) -> None:
    assert "3 slip days used, 1 of the course's 4 left" in told(store, course["first"])
    second = told(store, course["second"])
    assert "2 days late; 1 slip day used, 0 of the course's 4 left; −10 %" in second
    assert "none of the course's 4 slip days is left; −10 %" in told(store, course["third"])
    assert "1 slip day used, 3 of the course's 4 left" in told(store, course["third"], "bob")


def test_every_reckoning_of_an_attempt_agrees(
    store: Store, course: dict[str, LoadedAssignment]
) -> None:
    with store.reading() as connection:
        person = found(connection, "ada") or ""
        (one,) = attempts(connection, course["second"])[person]
    assert one == mark(store, course["second"]).weighed


def test_an_extension_or_an_excuse_in_an_earlier_assignment_gives_days_back(
    store: Store, course: dict[str, LoadedAssignment]
) -> None:
    with store.writing() as connection:
        allowed = allowances.Allowed(
            slug="first",
            person=found(connection, "ada") or "",
            kind=allowances.Kind.EXCUSE,
            who="B",
        )
        allowances.allow(connection, allowed)
    assert "2 slip days used, 2 of the course's 4 left" in told(store, course["second"])
    assert "1 slip day used, 1 of the course's 4 left" in told(store, course["third"])


def test_dates_that_change_beside_it_hold_at_once_and_else_those_of_then(
    store: Store, course: dict[str, LoadedAssignment], write: Write, tmp_path: Path
) -> None:
    write("first", due="2026-10-05 12:00")
    assert "2 slip days used, 2 of the course's 4 left" in told(store, course["second"])
    (tmp_path / "first" / "assignment.yaml").write_text("assignment: [", encoding="utf-8")
    assert "1 slip day used, 0 of the course's 4 left" in told(store, course["second"])
    (tmp_path / "first" / "assignment.yaml").unlink()
    assert "1 slip day used, 0 of the course's 4 left" in told(store, course["second"])


def test_assignments_with_days_of_their_own_are_no_part_of_it(
    store: Store, course: dict[str, LoadedAssignment], write: Write
) -> None:
    write("first", "slip_days: 3")
    assert "2 slip days used, 2 of the course's 4 left" in told(store, course["second"])
    assert "2 slip days used" in told(store, write("second", "slip_days: 2"))


def test_a_grading_with_new_dates_keeps_them_for_the_other_assignments(
    store: Store, course: dict[str, LoadedAssignment], write: Write, tmp_path: Path
) -> None:
    hand_in(store, write("first", due="2026-10-05 12:00"), "2026-10-04 11:30")
    (tmp_path / "first" / "assignment.yaml").unlink()
    assert "2 slip days used, 2 of the course's 4 left" in told(store, course["second"])
