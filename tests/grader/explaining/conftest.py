"""What can be explained, built once: the catalogue does not change."""

import pytest

from grader.explaining.misconceptions import misconception
from grader.explaining.page import Page
from grader.explaining.subjects import Subjects
from grader.plugin_manager import build


@pytest.fixture(scope="package")
def subjects() -> Subjects:
    return Subjects(build())


@pytest.fixture(scope="package")
def pages(subjects: Subjects) -> dict[str, Page]:
    return {name: misconception(subjects, each) for name, each in subjects.mistakes.items()}
