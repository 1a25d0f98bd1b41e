"""How many of the eight tests a harness says were passed, read from what it writes."""

import json
import re
import sqlite3
from pathlib import Path
from xml.etree import ElementTree as ET


def gradescope(path: Path) -> list[int]:
    """Return the tests with their points in a results.json."""
    tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    return [sum(test["score"] >= test["max_score"] for test in tests)]


def junit(path: Path) -> list[int]:
    """Return the tests of a JUnit file that neither failed nor broke."""
    cases = ET.parse(path).getroot().iter("testcase")  # noqa: S314 - written by our own run
    return [sum(case.find("failure") is None and case.find("error") is None for case in cases)]


def check50(path: Path) -> list[int]:
    """Return the checks of a check50 report that passed."""
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    return [sum(result["passed"] is True for result in results)]


def nbgrader(path: Path, students: int) -> list[int]:
    """Return for each student the cells of a gradebook that have their point."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "select notebook_id, sum(auto_score >= 1) from grade group by notebook_id"
        ).fetchall()
    connection.close()
    found = [int(passed or 0) for _, passed in rows]
    return [*found, *[0] * (students - len(found))]


def otter(path: Path) -> list[int]:
    """Return the tests with their points that otter's results.json tells of."""
    tests = json.loads(path.read_text(encoding="utf-8"))["tests"]
    return [sum(t["max_score"] > 0 and t["score"] >= t["max_score"] for t in tests if "score" in t)]


def ours(text: str) -> list[int]:
    """Return the checks passed, of each submission, from the summary of a class.

    A summary counts by check; all have the same points, so the bands hold no more than the sum.
    """
    summary = json.loads(text)
    passed = sum(check["statuses"].get("passed", 0) for check in summary["checks"])
    graded = int(summary["graded"])
    whole, left = divmod(passed, graded) if graded else (0, 0)
    return sorted([whole + 1] * left + [whole] * (graded - left))


def version(frozen: str, package: str) -> str:
    """Return a package's version from what ``pip list --format=freeze`` says."""
    found = re.search(rf"(?im)^{re.escape(package)}==(\S+)$", frozen)
    return found[1] if found else ""
