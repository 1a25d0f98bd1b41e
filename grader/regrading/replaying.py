"""A staff replay: same bytes, seed and assignment; is the report the same? Runs in the judge."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError, UsageError
from grader.executing.desk import Errand
from grader.executing.packing import unpacked
from grader.models.frozen import Model
from grader.seeds import named_seed

if TYPE_CHECKING:
    from grader.batch.classroom import Setting
    from grader.handing_in.submission import Submission
    from grader.models.report import Report

SHOWN = 80
MISSING = "nothing"


class Replay(Model):
    """What came of a replay: identical but for clocks, or where it differs."""

    submission: str
    identical: bool
    differences: tuple[str, ...] = ()


def replay(
    before: "Report",
    submission: "Submission",
    setting: "Setting",
    *,
    attempt: int,
    secrets: tuple[str, ...] = (),
) -> Replay:
    """Grade the same bytes again, and compare the reports.

    Args:
        before: The staff's report that is stored.
        submission: The bytes that were graded.
        setting: How they are graded.
        attempt: Which attempt they are; hints depend on it.
        secrets: Files that no submission may read, such as the store.

    Raises:
        UsageError: The assignment or the seed is another than then.
        GraderError: It cannot be graded again.
    """
    _same_basis(before, setting)
    desk = replace(setting.desk(secrets), packs=True)
    with desk.open() as carry_out:
        seed = setting.prepared.bench.seed
        graded = carry_out(Errand(key="replay", submission=submission, seed=seed, attempt=attempt))
    if graded.packed is None:
        raise GraderError(f"it could not be graded again: {graded.trouble}")
    found = tuple(differences(plain(before), plain(unpacked(graded.packed.report))))
    return Replay(submission=before.submission.id, identical=not found, differences=found)


def _same_basis(before: "Report", setting: "Setting") -> None:
    now = setting.prepared.loaded.digest
    if before.assignment.digest != now:
        raise UsageError(
            f"the assignment is another than then: {now[:8]}, and it was"
            f" {before.assignment.digest[:8]}",
            hint="check out the assignment's folder as it was, and name it with --assignment",
        )
    seed = named_seed(setting.prepared.bench.seed)
    if str(before.environment.seed) != str(seed):
        raise UsageError(
            f"the seed is another than then: {seed}, and it was {before.environment.seed}",
            hint="set GRADER_SEED to the secret of then, or give a public seed with --seed",
        )


def plain(report: "Report") -> Any:
    """Return a report as plain data without its clocks."""
    data = report.model_dump(mode="json", exclude={"timings"})
    for check in data["checks"]:
        del check["seconds"]
    data["checks"] = {check["id"]: check for check in data["checks"]}
    return data


def differences(before: Any, after: Any, at: str = "") -> Iterator[str]:
    """Yield where plain data differs, with both values."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            place = f"{at}.{key}" if at else str(key)
            yield from differences(before.get(key, MISSING), after.get(key, MISSING), place)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{at}[{number}]")
    elif before != after:
        yield f"{at}: {_short(before)} → {_short(after)}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
