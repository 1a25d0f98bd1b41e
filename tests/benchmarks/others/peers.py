"""The other graders: which package, how many submissions a turn, how much faster ours must be."""

from dataclasses import dataclass

from tests.benchmarks.others import layouts
from tests.benchmarks.others.layouts import Lay


@dataclass(frozen=True, slots=True)
class Peer:
    """A harness that runs the same eight tests.

    Attributes:
        name: As it is shown.
        package: What is installed.
        count: How many submissions a turn has.
        target: How many times as fast ours must be.
        lay: Makes the jobs.
        alone: Whether it is kept to one BLAS thread; as it comes it takes one per core.
    """

    name: str
    package: str
    count: int
    target: float
    lay: Lay
    alone: bool = False


PEERS = (
    Peer("gradescope-utils, run_autograder", "gradescope-utils", 20, 10, layouts.gradescope),
    Peer("gradescope-utils, Python alone", "gradescope-utils", 20, 10, layouts.gradescope_alone),
    Peer(
        "gradescope-utils, Python alone, one BLAS thread",
        "gradescope-utils",
        20,
        10,
        layouts.gradescope_alone,
        alone=True,
    ),
    Peer("pytest", "pytest", 20, 15, layouts.pytest),
    Peer("check50 --dev", "check50", 10, 25, layouts.check50),
    Peer("nbgrader autograde, one command", "nbgrader", 8, 100, layouts.nbgrader),
    Peer("otter run", "otter-grader", 5, 200, layouts.otter),
)
