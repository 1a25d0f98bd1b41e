"""A roster is read as platforms and offices export it."""

import codecs

import pytest

from grader.batch.roster import Roster, participant, roster
from grader.errors import UsageError
from grader.people.who import Who


def read(text: str, encoding: str = "utf-8") -> Roster:
    return roster(text.encode(encoding), name="class.csv")


def test_canvas_s_gradebook_is_a_roster() -> None:
    found = read(
        "Student,ID,SIS User ID,SIS Login ID,Section,Letters (5)\n"
        ",,,,,Manual Posting\n"
        "    Points Possible,,,,,14.00\n"
        '"Lovelace, Ada",1001,007,ada,NN 101,3\n'
        '"Student, Test",9,,,NN 101,\n'
    )
    (ada,) = found.entries
    assert ada.who == Who(
        id="canvas:1001", sis_id="007", login="ada", name="Lovelace, Ada", section="NN 101"
    )
    assert ada.row == 3


def test_canvas_s_groups_tell_who_works_together() -> None:
    found = read(
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
        "Ada Lovelace,1001,007,ada,NN,Team A,5,g5\n"
        "Bob Builder,1002,008,bob,NN,Team A,5,g5\n"
    )
    assert found.teams() == {"teama": (0, 1)}
    assert found.people[0] == Who(
        id="canvas:1001", sis_id="007", login="ada", name="Ada Lovelace", section="NN"
    )


def test_moodle_s_participants_and_worksheets_are_rosters() -> None:
    people = read(
        '"First name","Last name","ID number","Email address",Groups\n'
        'Ada,Lovelace,007,ada@x.org,"Tue, Team A"\n'
    )
    assert people.entries[0].groups == ("Tue", "Team A")
    assert people.people[0].full == "Ada Lovelace"
    sheet = read("Identifier,Full name,Email address\nParticipant 12,Ada Lovelace,ada@x.org\n")
    assert sheet.people[0] == Who(id="moodle:12", name="Ada Lovelace", email="ada@x.org")


@pytest.mark.parametrize("word", ["Teilnehmer/in", "Teilnehmer/in ", "参加者 ", "Participante "])
def test_a_worksheet_in_another_language_is_a_roster(word: str) -> None:
    found = read(f"ID;Vollständiger Name;Status\n{word}12;Ada L;x\n{word}345;Bob B;x\n")
    assert found.people[1] == Who(id="moodle:345", name="Bob B")


def test_a_login_with_a_number_is_no_participant() -> None:
    assert read("id,name\ns12,Ada\ns13,Bob\n").people[0].login == "s12"


def test_gradescope_s_roster_leaves_out_who_teaches() -> None:
    found = read(
        "First Name,Last Name,SID,Email,Role,Sections\n"
        "Ada,Lovelace,007,ada@x.org,Student,A\n"
        "Grace,Hopper,,grace@x.org,Instructor,\n"
    )
    assert [who.sis_id for who in found.people] == ["007"]
    assert "Grace Hopper (grace@x.org) is Instructor" in found.notes[0]


def test_nbgrader_s_id_is_login_and_number() -> None:
    found = read("id,first_name,last_name,email\nada,Ada,Lovelace,ada@x.org\n")
    assert (found.people[0].login, found.people[0].sis_id) == ("ada", "ada")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Benutzername", "login"),
        ("E-Mail-Adresse", "email"),
        ("Matrikelnummer", "sis_id"),
        ("Vollständiger Name", "name"),
        ("Prénom", "first"),
        ("Apellidos", "last"),
        ("  STUDENT ID ", "sis_id"),
        ("user_name", "login"),
    ],
)
def test_headers_are_known_in_several_languages(header: str, field: str) -> None:
    assert getattr(read(f"{header},x\nvalue,y\n").people[0], field) == "value"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_told_by_the_file(delimiter: str, encoding: str) -> None:
    found = read(f"name{delimiter}login\r\nZoë Müller{delimiter}zoe\r\n", encoding)
    assert found.people == (Who(name="Zoë Müller", login="zoe"),)
    assert bool(found.notes) == (encoding == "cp1252")


def test_a_number_kept_as_text_keeps_its_zeros() -> None:
    data = codecs.BOM_UTF8 + b'SID;Name\r\n"=""007""";Ada\r\n'
    assert roster(data, name="class.csv").people[0].sis_id == "007"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("points,remark\n1,2\n", "no column says who anybody is"),
        ("login,username\na,b\n", "both 'login' and 'username' could be the login"),
        ("login,email\n", "nobody in it"),
    ],
)
def test_a_table_that_is_no_roster_is_refused(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Participant 12", "12"), ("Teilnehmer/in 7", "7"), ("参加者 3", "3"), ("x", ""), ("", "")],
)
def test_the_number_counts_in_every_language(text: str, wanted: str) -> None:
    assert participant(text) == wanted
