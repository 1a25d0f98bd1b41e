"""The gallery of hand-made reports, loaded by path since tests are no package."""

import runpy
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.models.report import Report

_GALLERY = runpy.run_path(str(Path(__file__).with_name("gallery.py")))


@pytest.fixture
def gallery() -> Mapping[str, Report]:
    reports: Mapping[str, Report] = _GALLERY["REPORTS"]
    return reports


@pytest.fixture(params=sorted(_GALLERY["REPORTS"]))
def report(request: pytest.FixtureRequest) -> Report:
    found: Report = _GALLERY["REPORTS"][request.param]
    return found
