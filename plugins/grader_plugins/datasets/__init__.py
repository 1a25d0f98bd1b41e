"""The built-in data sets: pictures read from files, points drawn by seed. Runs in the judge.

Labels are answers: nothing here crosses the wall by itself. What a student's code may read is made
by ``formats``, after ``grader.handing_out.withholding`` took out what it must not.
"""

from collections.abc import Sequence

from grader.hookspecs import hookimpl
from grader.kinds import Dataset, FileFormat
from grader_plugins.datasets import offered
from grader_plugins.datasets.described import built_ins


@hookimpl
def grader_register_datasets() -> Sequence[Dataset]:
    """Register the built-in data sets; none is read before it is asked for."""
    return built_ins()


@hookimpl
def grader_register_file_formats() -> Sequence[FileFormat]:
    """Register the forms in which courses hand data sets out."""
    return offered.built_ins()
