"""A small assignment, and submissions to it of which every third is right."""

from pathlib import Path

from grader.executing.desk import Desk, Errand
from grader.handing_in.submission import Submission, digest_of

RIGHT = "import numpy as np\n\ndef relu(x):\n    return np.maximum(x, 0)\n"
WRONG = "import numpy as np\n\ndef relu(x):\n    return np.abs(x)\n"


def desk_in(folder: Path) -> Desk:
    """Write the assignment there."""
    path = folder / "assignment.yaml"
    path.write_text("assignment: tiny\nfunctions: {relu: 2}\n")
    return Desk(assignment=path, trust=True)


def errand(number: int) -> Errand:
    """Return a submission to grade; those that three divides are right."""
    files = (("hw.py", (WRONG if number % 3 else RIGHT).encode()),)
    handed_in = Submission(id="hw.py", files=files, archive=False, digest=digest_of(files))
    return Errand(key=str(number), submission=handed_in)
