"""What was found is joined with a roster, and what is unclear is told."""

from pathlib import Path

from grader.batch.joining import Joining, joined
from grader.batch.layouts.found import Found
from grader.batch.layouts.trees import FolderTree
from grader.batch.roster import roster
from grader.people.who import Who

CLASS = roster(
    b"login,email,SIS User ID,name,group\n"
    b'ada,ada@x.org,007,"Lovelace, Ada",Team A\n'
    b"bob,bob@x.org,008,Bob Builder,Team A\n"
    b"ana1,,,Ana Diaz,\n"
    b"ana2,,,Ana Diaz,\n",
    name="class.csv",
)


def join(*people: Who, groups: bool = True) -> Joining:
    tree = FolderTree(Path())
    found = [
        Found(label=f"s{n}", tree=tree, place=f"s{n}", who=(who,)) for n, who in enumerate(people)
    ]
    return joined(found, CLASS, groups=groups)


def logins(joining: Joining) -> list[list[str]]:
    return [[who.login for who in each.who] for each in joining.found]


def test_people_are_completed_from_the_roster() -> None:
    joining = join(Who(given="lovelaceada", id="canvas:1"), Who(given="bob"))
    assert logins(joining) == [["ada"], ["bob"]]
    assert joining.found[0].who[0].id == "canvas:1"
    assert joining.lines[0] == "matched: 1 by name, 1 by login"


def test_what_the_roster_does_not_settle_stays_and_is_told() -> None:
    joining = join(Who(name="Ana Diaz", given="x"), Who(given="zed"))
    assert (joining.ambiguous, joining.unknown) == (("s0",), ("s1",))
    assert joining.found[0].who == (Who(name="Ana Diaz", given="x"),)
    told = "\n".join(joining.lines)
    assert "s0: by the name it could be Ana Diaz (ana1), Ana Diaz (ana2)" in told
    assert "s1: nobody in the roster is zed" in told


def test_who_handed_in_nothing_is_told() -> None:
    joining = join(Who(given="ada"), Who(given="ana1"))
    assert [who.login for who in joining.without] == ["bob", "ana2"]
    assert "nothing from Bob Builder (bob)" in joining.lines


def test_who_handed_in_nothing_is_told_before_those_whom_the_roster_does_not_have() -> None:
    """Lists on a terminal are cut: what the roster is asked for must come first."""
    lines = join(Who(given="zed")).lines
    assert lines[-1] == "s0: nobody in the roster is zed"
    assert "nothing from Bob Builder (bob)" in lines[:-1]


def test_what_a_group_handed_in_is_its_members() -> None:
    assert logins(join(Who(given="teama", id="canvas:9"))) == [["ada", "bob"]]
    assert logins(join(Who(given="team a"), groups=False)) == [[""]]


def test_a_folder_that_names_its_members_is_theirs() -> None:
    for given in ("ada+bob", "ada & bob", "ada_bob", "007;bob@x.org"):
        assert logins(join(Who(given=given))) == [["ada", "bob"]]
    assert logins(join(Who(given="ada+zed"))) == [[""]]


def test_moodle_s_group_before_a_name_is_no_part_of_it() -> None:
    assert logins(join(Who(id="moodle:3", name="Team A-Bob Builder"))) == [["bob"]]
