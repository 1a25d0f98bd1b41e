from pathlib import Path

from grader.errors import ExitCode
from grader.executing.desk import Desk, Errand
from grader.handing_in.submission import Submission, digest_of

ASSIGNMENT = """\
assignment: tiny
functions: {relu: 2, softmax: 3}
"""
RIGHT = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)\n"


def _desk(folder: Path) -> Desk:
    path = folder / "assignment.yaml"
    path.write_text(ASSIGNMENT)
    return Desk(assignment=path, trust=True)


def _files(text: str) -> Submission:
    files = (("hw.py", text.encode()),)
    return Submission(id="hw.py", files=files, archive=False, digest=digest_of(files))


def test_one_desk_grades_many_errands_with_several_seeds(tmp_path: Path) -> None:
    with _desk(tmp_path).open() as carry_out:
        scores = []
        for number, seed in enumerate((0, 0, 3, 0)):
            done = carry_out(Errand(key=str(number), submission=_files(RIGHT), seed=seed))
            assert done.report is not None, done.trouble
            scores.append((done.key, done.report.score, done.report.environment.seed))
    assert scores == [("0", 2, 0), ("1", 2, 0), ("2", 2, 3), ("3", 2, 0)]


def test_what_cannot_be_read_is_told_with_the_code_the_command_ends_in(tmp_path: Path) -> None:
    with _desk(tmp_path).open() as carry_out:
        done = carry_out(Errand(key="gone", submission=tmp_path / "gone.py"))
        after = carry_out(Errand(key="there", submission=_files(RIGHT)))
    assert done.report is None
    assert done.code is ExitCode.SUBMISSION
    assert "no such file" in done.trouble
    assert after.report is not None


def test_an_errand_may_ask_for_some_checks_alone(tmp_path: Path) -> None:
    with _desk(tmp_path).open() as carry_out:
        done = carry_out(Errand(key="a", submission=_files(RIGHT), only=("relu",)))
    assert done.report is not None
    assert [check.id for check in done.report.checks] == ["relu"]
