"""What is wrong with a data set's files: never the student's zero. Runs in the judge."""

from grader.errors import GraderError


class DatasetError(GraderError):
    """A data set's file is missing, damaged or not what it should be."""
