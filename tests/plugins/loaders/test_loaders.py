"""One loader recognises each form of submission, and only that."""

from pathlib import Path

import pytest

from grader_plugins.loaders import grader_register_loaders


@pytest.mark.parametrize(
    ("name", "recognised"),
    [
        ("hw.py", ["file"]),
        ("HW.IPYNB", ["file"]),
        ("hw.zip", ["archive"]),
        ("hw.tar.gz", ["archive"]),
        ("hw.txt", []),
        ("folder", ["folder"]),
        ("folder.py", ["folder"]),
        ("missing.py", []),
    ],
)
def test_a_path_is_recognised_by_one_loader_at_most(
    tmp_path: Path, name: str, recognised: list[str]
) -> None:
    path = tmp_path / name
    if name.startswith("folder"):
        path.mkdir()
        (path / "a.py").write_text("x = 1")
    elif not name.startswith("missing"):
        path.write_bytes(b"x")
    loaders = [loader for loader in grader_register_loaders() if loader.recognises(path)]
    assert [loader.name for loader in loaders] == recognised
    for loader in loaders:
        assert loader.read(path).id == name
