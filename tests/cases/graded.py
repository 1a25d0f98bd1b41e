"""Grades source text through the real pipeline, with everything prepared once."""

import hashlib
from pathlib import Path

from grader.examination.wall import Wall
from grader.grading import grade
from grader.handing_in.submission import Submission
from grader.models.report import Report
from grader.preparation import Prepared

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"


def grade_source(prepared: Prepared, wall: Wall, source: str, *, only: str = "") -> Report:
    """Grade one file of source text, by all checks or by one."""
    data = source.encode()
    submission = Submission(
        id="hw.py",
        files=(("hw.py", data),),
        archive=False,
        digest=hashlib.sha256(data).hexdigest(),
        notes=(),
    )
    return grade(prepared, submission, wall, only=only)
