"""Evidence in forms that can be drawn: read strictly, with words and a table each. In the judge.

A kind puts them into ``evidence.details`` under the names below; docs/report.md has their fields.
What has another form is not drawn, and stays a detail like any other.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from grader_plugins.reporters.forms.boundary import Boundary
from grader_plugins.reporters.forms.confusion import Confusion
from grader_plugins.reporters.forms.curve import Curve
from grader_plugins.reporters.forms.differences import Differences
from grader_plugins.reporters.forms.form import Form
from grader_plugins.reporters.forms.ratios import Ratios
from grader_plugins.reporters.forms.sweep import Sweep

__all__ = [
    "READERS",
    "Boundary",
    "Confusion",
    "Curve",
    "Differences",
    "Form",
    "Ratios",
    "Sweep",
    "forms",
    "others",
]

READERS: Mapping[str, Callable[[Mapping[str, Any]], Form]] = MappingProxyType(
    {
        "curve": Curve.read,
        "boundary": Boundary.read,
        "confusion": Confusion.read,
        "sweep": Sweep.read,
        "differences": Differences.read,
        "ratios": Ratios.read,
    }
)
"""What reads each named detail, in the order in which they are shown."""


def forms(details: Mapping[str, Any]) -> tuple[Form, ...]:
    """Return what can be drawn of a check's details."""
    found = (_form(name, details) for name in READERS if details.get(name))
    return tuple(form for form in found if form is not None)


def others(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details that no form tells; of the forms those that are not empty."""
    told = frozenset[str]().union(*(form.keys for form in forms(details)))
    return {k: v for k, v in details.items() if k not in told and (v or k not in READERS)}


def _form(name: str, details: Mapping[str, Any]) -> Form | None:
    try:
        return READERS[name](details)
    except ValidationError:
        return None
