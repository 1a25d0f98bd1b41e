"""What is opened: the standard library without third parties' packages."""

from pathlib import Path

from grader.worker import interpreter
from grader.worker.confinement import places


def test_third_parties_packages_inside_the_standard_library_stay_closed(tmp_path: Path) -> None:
    for name in ("json", "site-packages", "dist-packages"):
        (tmp_path / name).mkdir()
    (tmp_path / "ast.py").touch()
    opened = {Path(entry).name for entry in places.standard_entries([str(tmp_path)])}
    assert opened == {"json", "ast.py"}
    hidden = {Path(entry).name for entry in places.third_party_folders([str(tmp_path)])}
    assert hidden == {"site-packages", "dist-packages"}


def test_the_standard_library_is_found_and_nothing_else() -> None:
    folders = interpreter.standard_folders()
    assert any((Path(folder) / "json").is_dir() for folder in folders)
    assert not any(folder.endswith("-packages") for folder in folders)


def test_the_students_side_holds_no_answers() -> None:
    (folder,) = places.own_code()
    assert Path(folder).name == "worker"


def test_shared_libraries_are_single_files() -> None:
    assert all(".so" in Path(entry).name for entry in places.shared_libraries())
