"""Whose a child is."""

from pathlib import Path

from grader.worker.confinement import identity


def test_every_judge_has_a_user_of_its_own() -> None:
    first, second = identity.own_uid(1), identity.own_uid(2)
    assert first != second
    assert {first, second} <= {*range(20_000, 60_000), identity.NOBODY}


def test_a_folder_closed_to_others_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.chmod(0o755)
    (tmp_path / "closed").chmod(0o700)
    found = identity.closed_to_others([str(inner)])
    assert found
    assert str(inner).startswith(found)


def test_what_everyone_may_enter_is_no_obstacle() -> None:
    assert identity.closed_to_others(["/", "/usr"]) == ""
