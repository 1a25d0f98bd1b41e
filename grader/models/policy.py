"""What an assignment says of dates: when it is due, what lateness costs, which attempt counts."""

from datetime import UTC, datetime, time, tzinfo
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from grader.models.frozen import Model

PERCENT = "%"
END_OF_DAY = time(23, 59, 59)
YEARS = range(1970, 3000)


def read_time(value: object) -> datetime:
    """Read ``2026-11-20 23:59``; a day alone is its last second."""
    text = str(value).strip()
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a time such as 2026-11-20 23:59, got {text[:40]!r}") from None
    if read.year not in YEARS:
        raise ValueError(f"expected a year from {YEARS[0]} to {YEARS[-1]}, got {read.year}")
    day_alone = len(text) <= len("2026-11-20")
    return datetime.combine(read, END_OF_DAY) if day_alone else read


def _share(value: object) -> object:
    """Read ``10 %`` as 0.1."""
    if isinstance(value, str) and value.strip().endswith(PERCENT):
        try:
            return round(float(value.strip().removesuffix(PERCENT)) / 100.0, 12)
        except ValueError:
            raise ValueError("expected a share such as 10 % or 0.1") from None
    return value


LocalTime = Annotated[datetime, BeforeValidator(read_time), WithJsonSchema({"type": "string"})]
Share = Annotated[
    float,
    Field(ge=0, le=1),
    BeforeValidator(_share),
    WithJsonSchema({"type": ["number", "string"]}),
]


class Late(Model):
    """What lateness costs.

    ``per_day`` is taken away for each day that has begun, ``at_most`` is the most that is; both are
    shares of what was earned, or of what could be.
    """

    per_day: Share = 0.0
    at_most: Share = 1.0
    grace_minutes: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    of: Literal["earned", "possible"] = "earned"


class Attempts(Model):
    """Which attempt counts: the ``best``, the ``last``, or the one that is ``active``."""

    count: Literal["best", "last", "active"] = "last"
    at_most: Annotated[int, Field(ge=1)] | None = None


Days = Annotated[int, Field(ge=0, le=1000)]


class OfCourse(Model):
    """Slip days for all assignments of a course together, used up in the order of due dates."""

    course: Days


def _is_of_course(value: object) -> str:
    """Say which of both is meant, so that a mistake in one is not told as one in the other."""
    return OfCourse.__name__ if isinstance(value, (dict, OfCourse)) else "int"


SlipDays = Annotated[
    Annotated[Days, Tag("int")] | Annotated[OfCourse, Tag(OfCourse.__name__)],
    Discriminator(_is_of_course),
]


class Policy(Model):
    """What of time and attempts becomes of a mark; no score holds any of it."""

    zone: str = "UTC"
    due: LocalTime | None = None
    cut_off: LocalTime | None = None
    late: Late = Late()
    slip_days: SlipDays = 0
    attempts: Attempts = Attempts()

    @field_validator("zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        zone_of(value)
        return value

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        needing = {"cut_off": self.cut_off, "late": self.late.per_day, "slip_days": self.slip_days}
        told = [key for key, value in needing.items() if value]
        if told and self.due is None:
            raise ValueError(f"`{told[0]}` needs `due`: say when the work is due")
        if self.cut_off is not None and self.shut_at < self.due_at:
            raise ValueError("`cut_off` is before `due`")
        return self

    @property
    def of_course(self) -> int | None:
        """Return how many slip days there are for the course; nothing where each has its own."""
        return self.slip_days.course if isinstance(self.slip_days, OfCourse) else None

    @property
    def place(self) -> tzinfo:
        """Return the zone that days are counted in."""
        return zone_of(self.zone)

    @property
    def due_at(self) -> datetime:
        """Return when the work is due, in UTC; the end of time where nothing is said."""
        return moment(self.due, self.place)

    @property
    def shut_at(self) -> datetime:
        """Return when nothing counts any more, in UTC; the end of time where nothing is said."""
        return moment(self.cut_off, self.place)


NEVER = datetime.max.replace(tzinfo=UTC)


def zone_of(name: str) -> tzinfo:
    """Return a zone by its name.

    Raises:
        ValueError: There is none.
    """
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        from difflib import get_close_matches
        from zoneinfo import available_timezones

        near = get_close_matches(name, sorted(available_timezones()), n=1)
        hint = f"did you mean {near[0]}?" if near else "say one such as Europe/Zurich"
        raise ValueError(f"there is no time zone {name!r}; {hint}") from None


def moment(local: datetime | None, zone: tzinfo) -> datetime:
    """Return a time in UTC; one without an offset is the wall clock's in a zone.

    What the clock shows twice, or skips, is taken for the later of the two it can mean: a deadline
    is never earlier than somebody may read it.
    """
    if local is None:
        return NEVER
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    return max(local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
