"""The report as JSON: the same bytes for the same verdict, times aside. Runs in the judge."""

import json
from collections.abc import Mapping
from enum import StrEnum
from math import isfinite, isnan
from typing import Any

from grader.models.report import Report
from grader.reporting.sinks import DEEPEST, json_safe

_SPELLINGS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_VALUES = frozenset(("input", "got", "expected"))


class Json:
    """Writes every field in the order of the models; numbers that are not finite as strings."""

    name = "json"
    suffix = ".json"

    def render(self, report: Report, *, color: bool, width: int) -> str:
        """Return the report as a JSON document with a newline at its end."""
        del color, width
        document = json.dumps(_plain(report.model_dump()), ensure_ascii=False, indent=2)
        return json_safe(f"{document}\n")


def _plain(value: Any, *, depth: int = 0, in_evidence: bool = False) -> Any:
    """Return what JSON can hold: NaN and infinities become strings, sets of keys keep order."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return _SPELLINGS.get(value, value) if in_evidence else value
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else _spelt(value)
    if depth >= 2 * DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {
            str(k): _plain(v, depth=depth + 1, in_evidence=in_evidence or k in _VALUES)
            for k, v in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth=depth + 1, in_evidence=in_evidence) for item in value]
    return str(value)


def _spelt(value: float) -> str:
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
