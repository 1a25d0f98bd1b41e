"""Records of one person are found by the strongest key they share, and never guessed."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.people.matching import Matching, matched
from grader.people.who import Who, name_forms, squeezed

ADA = Who(id="canvas:1", sis_id="007", login="ada", email="ada@x.org", name="Lovelace, Ada")
BOB = Who(id="canvas:2", sis_id="008", login="bob", email="bob@x.org", name="Bob Builder")
ANA1 = Who(login="ana1", name="Ana García")
ANA2 = Who(login="ana2", name="Ana García")
CLASS = [ADA, BOB, ANA1, ANA2]


def one(who: Who) -> tuple[str, str] | None:
    found = matched([who], CLASS)
    return (CLASS[found.matches[0].right].login, found.matches[0].by) if found.matches else None


@pytest.mark.parametrize(
    ("who", "wanted"),
    [
        (Who(id="canvas:2", login="ada", name="Ana García"), ("bob", "id")),
        (Who(id="canvas:9", sis_id="007", login="bob"), ("ada", "SIS id")),
        (Who(login="BOB"), ("bob", "login")),
        (Who(email="Ada@X.org"), ("ada", "email")),
        (Who(name="Ada Lovelace"), ("ada", "name")),
        (Who(given="lovelaceada"), ("ada", "name")),
        (Who(given="bob"), ("bob", "login")),
        (Who(given="008"), ("bob", "SIS id")),
        (Who(given="ada@x.org"), ("ada", "email")),
        (Who(first="Ada", last="Lovelace"), ("ada", "name")),
        (Who(name="Grace Hopper"), None),
        (Who(sis_id="7"), None),
    ],
)
def test_the_first_key_that_anybody_has_decides(who: Who, wanted: tuple[str, str] | None) -> None:
    assert one(who) == wanted


def test_a_name_that_two_people_have_is_told_and_left_alone() -> None:
    found = matched([Who(name="García, Ana")], CLASS)
    assert not found.matches
    assert (found.ambiguous[0].rights, found.ambiguous[0].by) == ((2, 3), "name")


def test_a_weaker_key_does_not_settle_what_a_stronger_one_left_open() -> None:
    twins = [Who(login="x", email="1@x.org"), Who(login="x", email="2@x.org")]
    found = matched([Who(login="x", email="2@x.org")], twins)
    assert not found.matches
    assert found.ambiguous[0].by == "login"


def test_two_records_that_lead_to_one_person_are_ambiguous() -> None:
    found = matched([Who(name="Bob Builder"), Who(name="Builder Bob")], CLASS)
    assert not found.matches
    assert [each.left for each in found.ambiguous] == [0, 1]


def test_a_stronger_key_keeps_what_a_weaker_one_claims_too() -> None:
    found = matched([Who(name="Bob Builder"), Who(login="bob")], CLASS)
    assert [(each.left, each.right) for each in found.matches] == [(1, 1)]
    assert [each.left for each in found.ambiguous] == [0]


def test_attempts_may_lead_to_one_person() -> None:
    found = matched([Who(login="bob"), Who(login="bob")], CLASS, several=True)
    assert [each.right for each in found.matches] == [1, 1]


def test_who_is_left_over_is_told() -> None:
    assert matched([Who(login="bob")], CLASS).left_over == [0, 2, 3]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["José Ångström", "Žluťoučký Kůň", "Nguyễn Văn", "Μαρία", "각하"])
def test_how_accents_are_stored_makes_no_difference(name: str, form: Literal["NFC", "NFD"]) -> None:
    stored = unicodedata.normalize("NFD" if form == "NFC" else "NFC", name)
    met = Who(given=squeezed(unicodedata.normalize(form, name)))
    assert matched([met], [Who(name=stored)]).matches


def test_other_accents_are_another_name() -> None:
    assert not matched([Who(name="Jose")], [Who(name="José")]).matches


@given(st.lists(st.builds(Who, login=st.sampled_from("abc"), name=st.sampled_from("xyz"))))
def test_everybody_is_matched_or_told(left: list[Who]) -> None:
    found: Matching = matched(left, CLASS)
    places = [m.left for m in found.matches] + [a.left for a in found.ambiguous] + found.unknown
    assert sorted(places) == list(range(len(left)))


@given(
    st.lists(st.sampled_from(["ada", "de", "la", "Cruz", "O'Neil", "李"]), min_size=1, max_size=5)
)
def test_a_name_is_met_from_each_of_its_words_on(words: list[str]) -> None:
    turned = words[1:] + words[:1]
    assert name_forms(Who(name=" ".join(words))) == name_forms(Who(name=" ".join(turned)))
