"""What is shown of a person, and what two records know together."""

from grader.people.who import Who


def test_a_person_is_shown_by_name_and_by_what_tells_them_from_others() -> None:
    assert Who(name="Ada", login="ada").shown == "Ada (ada)"
    assert Who(first="Ada", last="L").shown == "Ada L"
    assert Who(id="moodle:12").shown == "moodle:12"
    assert Who(given="folder").shown == "folder"
    assert Who().shown == "somebody unknown"


def test_a_record_is_completed_and_not_overwritten() -> None:
    whole = Who(login="ada").completed(Who(login="x", email="ada@x.org"))
    assert (whole.login, whole.email) == ("ada", "ada@x.org")
