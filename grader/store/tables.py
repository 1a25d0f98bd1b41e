"""The tables of a store. Runs in the judge.

Names are in ``identities`` and ``origins`` alone, and both can be emptied; everything else knows
people by a pseudonym. Times are UTC in ISO 8601, so that every database keeps them alike.
"""

from typing import cast

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, Table, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CASCADE = "CASCADE"


class Base(DeclarativeBase):
    """What every table shares: names for its constraints that are the same everywhere."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def plain(model: type[Base]) -> Table:
    """Return a model's table itself: statements on it pass the mapper by, which costs time."""
    return cast("Table", model.__table__)


class Person(Base):
    """Somebody who hands in work: a pseudonym and nothing else."""

    __tablename__ = "people"
    id: Mapped[str] = mapped_column(primary_key=True)


class Identity(Base):
    """Who a person is; ``extra`` holds what else a roster says, as JSON."""

    __tablename__ = "identities"
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    sis_id: Mapped[str] = mapped_column(default="", index=True)
    section: Mapped[str] = mapped_column(default="")
    extra: Mapped[str] = mapped_column(Text, default="{}")


class Assignment(Base):
    """A version of an assignment, as it was graded."""

    __tablename__ = "assignments"
    digest: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    max_score: Mapped[float] = mapped_column(default=0.0)
    source: Mapped[str] = mapped_column(Text, default="")
    first_seen: Mapped[str]


class Submission(Base):
    """What somebody handed in: which bytes, which attempt, when."""

    __tablename__ = "submissions"
    __table_args__ = (Index("ix_submissions_slug_whose", "slug", "whose"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    whose: Mapped[str]
    """Of whom, as a digest of the pseudonyms: finds a group's earlier attempts."""
    attempt: Mapped[int]
    handed_in_at: Mapped[str] = mapped_column(default="")
    late: Mapped[bool | None]
    digest: Mapped[str]
    seen_at: Mapped[str]


class Member(Base):
    """Who handed a submission in: one person, or several."""

    __tablename__ = "members"
    submission: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete=CASCADE), primary_key=True
    )
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class Origin(Base):
    """Where a submission was read and what it is called: that may be a name."""

    __tablename__ = "origins"
    submission: Mapped[int] = mapped_column(
        ForeignKey("submissions.id", ondelete=CASCADE), primary_key=True
    )
    label: Mapped[str]
    place: Mapped[str] = mapped_column(Text, index=True)


class Result(Base):
    """What came of grading bytes by an assignment: written once, never changed.

    ``key`` digests all that a result depends on. One that is ``final`` is a look-up for the same
    bytes; one that is not says why nothing could be graded, and the next run tries again.
    """

    __tablename__ = "results"
    __table_args__ = (
        Index(
            "uq_results_key_final",
            "key",
            unique=True,
            sqlite_where=text("final"),
            postgresql_where=text("final"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    final: Mapped[bool]
    slug: Mapped[str] = mapped_column(index=True)
    assignment: Mapped[str] = mapped_column(ForeignKey("assignments.digest"))
    digest: Mapped[str]
    seed: Mapped[str]
    environment: Mapped[str] = mapped_column(Text)
    status: Mapped[str]
    provisional: Mapped[bool] = mapped_column(default=False)
    score: Mapped[float] = mapped_column(default=0.0)
    max_score: Mapped[float] = mapped_column(default=0.0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    outcome: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[bytes | None] = mapped_column(LargeBinary)
    trouble: Mapped[str] = mapped_column(Text, default="")
    code: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    graded_at: Mapped[str]


class Run(Base):
    """One run of a command that grades many."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    began_at: Mapped[str]
    ended_at: Mapped[str] = mapped_column(default="")
    grader: Mapped[str] = mapped_column(default="")


class Grading(Base):
    """Which result stands for a submission; the newest counts, earlier ones are history."""

    __tablename__ = "gradings"
    __table_args__ = (Index("ix_gradings_submission_current", "submission", "superseded_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete=CASCADE))
    result: Mapped[int] = mapped_column(ForeignKey("results.id"), index=True)
    run: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    made_at: Mapped[str]
    superseded_at: Mapped[str] = mapped_column(default="")


class Claim(Base):
    """A grading that some process is at: nobody else begins it while the process lives."""

    __tablename__ = "claims"
    key: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(index=True)
    until: Mapped[float]


class Mark(Base):
    """What a person decided about points; a later one supersedes it, none is deleted."""

    __tablename__ = "marks"
    __table_args__ = (Index("ix_marks_submission_check", "submission", "check_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete=CASCADE))
    check_id: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    points: Mapped[float]
    who: Mapped[str]
    made_at: Mapped[str]
    why: Mapped[str] = mapped_column(Text, default="")
    superseded_at: Mapped[str] = mapped_column(default="")


class Void(Base):
    """A check that counts for nobody: everybody gets its marks."""

    __tablename__ = "voids"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(index=True)
    check_id: Mapped[str]
    who: Mapped[str]
    made_at: Mapped[str]
    why: Mapped[str] = mapped_column(Text, default="")
    superseded_at: Mapped[str] = mapped_column(default="")


class Allowance(Base):
    """More time for a person (``until``), or none of the work at all (an excuse: no ``until``)."""

    __tablename__ = "allowances"
    __table_args__ = (
        Index(
            "uq_allowances_current",
            "slug",
            "person",
            "kind",
            unique=True,
            sqlite_where=text("superseded_at = ''"),
            postgresql_where=text("superseded_at = ''"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(index=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    until: Mapped[str] = mapped_column(default="")
    who: Mapped[str]
    made_at: Mapped[str]
    why: Mapped[str] = mapped_column(Text, default="")
    superseded_at: Mapped[str] = mapped_column(default="")
