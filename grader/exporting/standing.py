"""Where a person stands in an assignment, as exports write it; and as lines of JSON."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from grader.errors import UsageError
from grader.people.who import Who

SCHEMA = "grader/standing/1"
TEXTS = ("id", "sis_id", "login", "email", "name", "first", "last", "given", "section")
STATES = ("graded", "ungraded", "missing")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a person has in an assignment after all policies.

    Attributes:
        who: Whose it is.
        assignment: The assignment's slug.
        score: The final score; nothing where there is none.
        max_score: Out of how many.
        status: ``graded``, ``ungraded`` (the grader failed, or has not come to it), ``missing``.
        provisional: Whether something waits for a person.
        excused: Whether it does not count for them.
        raw_score: The score before what lateness costs.
        late_seconds: How late it counts as; none where it was in time or is not known.
        attempt: Which attempt counts.
        handed_in_at: When that was handed in.
        checks: Score and maximum of each check, by id.
    """

    who: Who
    assignment: str
    score: float | None
    max_score: float
    status: str = "graded"
    provisional: bool = False
    excused: bool = False
    raw_score: float | None = None
    late_seconds: float | None = None
    attempt: int | None = None
    handed_in_at: datetime | None = None
    checks: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def penalty(self) -> float:
        """Return what lateness and the like took away."""
        if self.score is None or self.raw_score is None:
            return 0.0
        return max(self.raw_score - self.score, 0.0)


def as_lines(standings: Iterable[Standing]) -> str:
    """Return standings as lines of JSON, one for each person."""
    return "".join(json.dumps(_plain(each), ensure_ascii=False) + "\n" for each in standings)


def _plain(standing: Standing) -> dict[str, Any]:
    told = {f.name: getattr(standing, f.name) for f in fields(standing)}
    who = {name: value for name in TEXTS if (value := getattr(standing.who, name))}
    at = standing.handed_in_at
    checks = {
        name: {"score": score, "max_score": most} for name, (score, most) in standing.checks.items()
    }
    written = at.astimezone(UTC).isoformat() if at else None
    return {"schema": SCHEMA, **told, "who": who, "handed_in_at": written, "checks": checks}


def from_lines(text: str, *, name: str) -> tuple[Standing, ...]:
    """Read lines of JSON that were exported, or written by other programs.

    Raises:
        UsageError: A line is not a standing.
    """
    return tuple(
        _standing(line, f"{name}:{number}")
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    )


def _standing(line: str, where: str) -> Standing:
    try:
        told = json.loads(line)
        if not isinstance(told, dict) or told.get("schema", SCHEMA) != SCHEMA:
            raise ValueError(f"its schema is not {SCHEMA}")  # noqa: TRY301
        standing = Standing(**{**_read(told), "who": _who(told)})
        _checked(standing)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        reason = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
        hint = f"each line is an object of the schema {SCHEMA}, as `grader export jsonl` writes it"
        raise UsageError(f"{where}: it is no standing ({reason[:160]})", hint=hint) from problem
    return standing


def _read(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a line's fields; unknown keys are somebody else's."""
    known = {f.name for f in fields(Standing)} & set(told) - {"who"}
    values = {name: told[name] for name in known}
    if values.get("handed_in_at"):
        at = datetime.fromisoformat(values["handed_in_at"])
        values["handed_in_at"] = at if at.tzinfo else at.replace(tzinfo=UTC)
    values["checks"] = {
        name: (float(check["score"]), float(check["max_score"]))
        for name, check in (values.get("checks") or {}).items()
    }
    return values


def _who(told: Mapping[str, Any]) -> Who:
    who = told["who"]
    values = {name: who[name] for name in TEXTS if who.get(name)}
    if not set(values) - {"section"} or not all(
        isinstance(value, str) for value in values.values()
    ):
        raise ValueError(f"who must have at least one text of {', '.join(TEXTS)}")
    return Who(**values)


def _checked(standing: Standing) -> None:
    """Refuse what would go wrong later.

    Raises:
        ValueError: A number is none, or the status is unknown.
    """
    numbers = (standing.score, standing.max_score, standing.raw_score, standing.late_seconds)
    if not isinstance(standing.assignment, str):
        raise TypeError("assignment is a text")
    for number in (*numbers, *(part for check in standing.checks.values() for part in check)):
        if number is not None and not _is_number(number):
            raise ValueError(f"{number!r} is no finite number")
    if standing.status not in STATES:
        raise ValueError(f"status must be one of {', '.join(STATES)}")
    flags = (standing.provisional, standing.excused)
    if not all(isinstance(flag, bool) for flag in flags):
        raise ValueError("provisional and excused are true or false")


def _is_number(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(float(value))  # type: ignore[arg-type]


def one_assignment(standings: Sequence[Standing]) -> str:
    """Return the assignment that all standings are of.

    Raises:
        UsageError: There is none, or there are several.
    """
    names = sorted({standing.assignment for standing in standings})
    if len(names) == 1:
        return names[0]
    if not names:
        raise UsageError("there is no result to export", hint="grade the class first")
    message = f"there are results of several assignments: {', '.join(names)}"
    raise UsageError(message, hint="name one with --assignment")
