"""The built-in data sets: pictures read from files, points drawn by seed. Runs in the judge.

Labels are answers: nothing here crosses the wall by itself. What a student's code may read is made
by ``formats``, after ``withholding`` took out what it must not.
"""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Dataset
from grader_plugins.datasets.described import built_ins


@hookimpl
def grader_register_datasets() -> Sequence[Dataset]:
    """Register the built-in data sets; none is read before it is asked for."""
    return built_ins()
