"""What a store remembers, on both kinds of database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from grader.errors import ExitCode, UsageError
from grader.store import allowances, holdings, marks, people, results, work
from grader.store.engine import Store
from grader.store.people import Who
from grader.store.standings import standings
from tests.grader.store.stored import BASIS, SLUG, assigned, failed, graded, handed_in, report


def test_a_person_is_known_by_one_pseudonym_and_what_is_told_anew_is_kept(store: Store) -> None:
    with store.writing() as connection:
        first = people.remember(connection, Who(login="ada", email="ada@uni.edu"))
        again = people.remember(connection, Who(login="ada", name="Ada L.", extra={"team": "3"}))
        known = people.identities(connection)
    assert first == again
    assert first.startswith("p_")
    told = Who(login="ada", name="Ada L.", email="ada@uni.edu", extra={"team": "3"})
    assert known == {first: told}


def test_a_person_is_found_by_login_number_address_or_pseudonym(store: Store) -> None:
    with store.writing() as connection:
        ada = people.remember(connection, Who(login="ada", sis_id="17", email="ada@uni.edu"))
        asked = ("ada", "17", "ada@uni.edu", ada, "eve")
        found = [people.found(connection, named) for named in asked]
    assert found == [ada, ada, ada, ada, None]


def test_case_decides_who_is_meant_only_where_it_has_to(store: Store) -> None:
    with store.writing() as connection:
        bob = people.remember(connection, Who(login="Bob", email="b@uni.edu"))
        ada, other = (people.remember(connection, Who(login=name)) for name in ("ada", "Ada"))
        asked = ("bob", "B@UNI.edu", "ada", "Ada", "ADA", "")
        found = [people.found(connection, named) for named in asked]
    assert found == [bob, bob, ada, other, None, None]


def test_the_same_bytes_are_the_same_submission_and_other_bytes_another_attempt(
    store: Store,
) -> None:
    with store.writing() as connection:
        first = handed_in(connection, "ada", digest="d1")
        assert handed_in(connection, "ada", digest="d1") == first
        second = handed_in(connection, "ada", digest="d2")
        assert handed_in(connection, "bob", digest="d1")[1] == 1
        assert handed_in(connection, "ada", digest="d1") == first
        known = work.known(connection, SLUG)
    assert (first[1], second[1]) == (1, 2)
    assert known["/course/ada.py"].submission == first[0]


def test_many_handed_in_at_once_get_what_they_would_one_by_one(store: Store) -> None:
    given = [
        work.HandedIn(slug=SLUG, who=[Who(login=login)], digest=digest, label=place, place=place)
        for login, digest, place in (
            ("ada", "d1", "/a"),
            ("bob", "d1", "/b"),
            ("ada", "d2", "/a2"),
            ("ada", "d1", "/a3"),
        )
    ]
    with store.writing() as connection:
        rows = work.hand_in_all(connection, SLUG, given)
        again = work.hand_in_all(connection, SLUG, given)
    assert rows == again
    assert rows[0] == rows[3]
    assert [attempt for _, attempt in rows] == [1, 1, 2, 1]


def test_a_result_is_looked_up_by_all_it_depends_on_and_its_report_comes_back(
    store: Store,
) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada")
        made = graded(connection, number)
    with store.reading() as connection:
        assert results.look_up(connection, BASIS.key("d1")) == made
        assert results.look_up(connection, BASIS.key("d1", attempt=2)) is None
        assert results.report(connection, made.id) == report()
    assert made.checks["relu"]["status"] == "passed"


def test_a_result_is_never_written_over(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada")
        first = graded(connection, number, score=2.0)
        second = graded(connection, number, score=0.0)
    assert second == first


def test_a_result_that_the_grader_failed_at_is_history_and_not_looked_up(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada")
        failed(connection, number, code=ExitCode.GRADER)
        assert results.look_up(connection, BASIS.key("d1")) is None
        graded(connection, number)
        history = results.history(connection, number)
    assert [(each.status, bool(until)) for each, _, until in history] == [
        ("graded", False),
        ("ungraded", True),
    ]


def test_what_cannot_be_graded_at_all_is_looked_up(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada")
        failed(connection, number, code=ExitCode.SUBMISSION)
        known = results.look_up(connection, BASIS.key("d1"))
    assert known is not None
    assert known.trouble == "the wall fell"


def test_a_group_has_one_submission_and_each_member_stands_with_it(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada", "bob")
        assert handed_in(connection, "bob", "ada")[0] == number
        graded(connection, number)
        found = standings(connection, SLUG)
    assert len(found) == 2
    for standing in found:
        assert [attempt.submission for attempt in standing.attempts] == [number]
        assert standing.attempts[0].result is not None
        assert standing.person in standing.attempts[0].members


def test_a_mark_supersedes_the_one_before_and_survives_another_result(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada")
        graded(connection, number)
        for points, why in ((1.0, "as read"), (1.5, "read again")):
            marks.give(
                connection,
                marks.Given(
                    submission=number,
                    check="essay",
                    kind=marks.Kind.MANUAL,
                    points=points,
                    who="prof",
                    why=why,
                ),
            )
        graded(connection, number, digest="d2")
        counted = standings(connection, SLUG)[0].attempts[0].marks
    assert [(mark.points, mark.why, mark.who) for mark in counted] == [(1.5, "read again", "prof")]
    with store.writing() as connection:
        assert marks.take_back(connection, number, "essay", marks.Kind.MANUAL)
        assert marks.given(connection, [number]) == {}


def test_a_voided_check_is_told_until_it_is_restored(store: Store) -> None:
    voided = marks.Voided(slug=SLUG, check="relu", who="prof", why="ambiguous")
    with store.writing() as connection:
        marks.void(connection, voided)
        marks.void(connection, voided)
        found = marks.voids(connection, SLUG)
        assert marks.restore(connection, SLUG, "relu")
        assert marks.voids(connection, SLUG) == ()
    assert [(void.check, void.why) for void in found] == [("relu", "ambiguous")]


def test_a_later_extension_replaces_the_earlier_one_and_keeps_its_time(store: Store) -> None:
    tokyo = timezone(timedelta(hours=9))
    with store.writing() as connection:
        ada = people.remember(connection, Who(login="ada"))
        for day in (1, 3):
            allowances.allow(
                connection,
                allowances.Allowed(
                    slug=SLUG,
                    person=ada,
                    kind=allowances.Kind.EXTENSION,
                    until=datetime(2026, 5, day, 12, tzinfo=tokyo),
                    who="prof",
                ),
            )
        found = allowances.allowances(connection, SLUG)
        assert allowances.take_back(connection, SLUG, ada, allowances.Kind.EXTENSION)
        assert allowances.allowances(connection, SLUG) == ()
    assert [each.until for each in found] == [datetime(2026, 5, 3, 3, tzinfo=UTC)]


def test_a_purged_person_keeps_marks_and_has_no_name(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        number, _ = handed_in(connection, "ada")
        graded(connection, number)
        person = people.found(connection, "ada")
        assert person is not None
        assert people.purge(connection, person) == 1
        found = standings(connection, SLUG)
        assert people.identities(connection) == {}
        assert work.known(connection, SLUG) == {}
    assert [standing.person for standing in found] == [person]
    assert found[0].attempts[0].result is not None
    assert found[0].attempts[0].label == ""


def test_purged_work_is_gone_and_a_groups_stays_with_the_others(store: Store) -> None:
    with store.writing() as connection:
        assigned(connection)
        alone, _ = handed_in(connection, "ada", digest="d1")
        shared, _ = handed_in(connection, "ada", "bob", digest="d2", place="/course/group")
        graded(connection, alone, digest="d1")
        graded(connection, shared, digest="d2")
        person = people.found(connection, "ada")
        assert person is not None
        people.purge(connection, person, work=True)
        held = holdings.holdings(connection)
        found = standings(connection, SLUG)
    assert held.people == held.identities == held.gradings == 1
    assert [each.results for each in held.assignments] == [1]
    assert [a.submission for s in found for a in s.attempts] == [shared]


def _half_done(store: Store) -> None:
    with store.writing() as connection:
        handed_in(connection, "ada")
        results.report(connection, 17)


def test_what_a_transaction_did_before_it_failed_is_undone(store: Store) -> None:
    with pytest.raises(UsageError, match="no result 17"):
        _half_done(store)
    with store.reading() as connection:
        assert holdings.holdings(connection).people == 0
