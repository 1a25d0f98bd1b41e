"""Public: labelled submissions for tests of assignments and plugins, built and held to reports.

A case (``cases.py``) is built into what a student would hand in (``building.py``), and the report
on it is held against the case's labels (``labels.py``). Runs where tests run.
"""

from grader.testing.building import build_submission, patched
from grader.testing.cases import Case, Expectation, read_case
from grader.testing.labels import broken_labels, excerpt

__all__ = [
    "Case",
    "Expectation",
    "broken_labels",
    "build_submission",
    "excerpt",
    "patched",
    "read_case",
]
