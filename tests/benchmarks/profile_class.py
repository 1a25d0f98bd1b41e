"""Where the time of one submission in a class goes: ``python -m tests.benchmarks profile_class``.

A class of the letters assignment without its training is graded by the code of ``grader batch``
with ``--executor serial``, on one core: one process does all but what happens behind the wall. The
functions where one part ends and the next begins are wrapped by counters, so each moment belongs to
one part, and the parts add up to the whole. A profiler would charge every call of the interpreter
and shift the shares; some dozens of counted calls a submission cost little, and what they cost is
told: the same is run without them. Counted are whole chunks of submissions, as a class reads them.

While a child works, the judge waits; that is told by what it waits for. What the fork server and
its children used of the processor is read from the kernel: on one core it is what the waiting was.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.class_cost import made
from tests.benchmarks.memory import below
from tests.benchmarks.page import circumstances, load, write_section
from tests.benchmarks.places import TRAINING, letters_without
from tests.benchmarks.stopwatch import Spent, Stopwatch

WARM, COUNTED = 32, 256
"""Submissions before counting begins and counted: whole chunks of those read together."""

REST = "the rest of the command"
PARTS = (
    "reading",
    "digest",
    "store",
    "fork of a child",
    "waiting: the child reads and defines",
    "waiting: the child answers",
    "end of a child",
    "sending",
    "parse of answers",
    "names bound",
    "conventions",
    "comparing",
    "judging by kind",
    "diagnosis",
    "scoring and report",
    "packing",
    REST,
)


def main(arguments: Sequence[str] = ()) -> None:
    """Count, print the table and write it."""
    del arguments
    before = load()
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        plain, counted = _run(counting=False), _run(counting=True)
    finally:
        os.sched_setaffinity(0, cores)
    command = "`python -m tests.benchmarks profile_class`"
    body = f"{command}, {circumstances(before)}\n\n{table(counted)}\n\n{_beside(plain, counted)}"
    print(body)
    write_section("profile", body)


@dataclass
class Profile:
    """What a run came to.

    Attributes:
        count: How many submissions.
        spent: By part, in the one process.
        behind: Processor seconds of the fork server and its children.
    """

    count: int
    spent: dict[str, Spent]
    behind: float = 0.0

    @property
    def whole(self) -> Spent:
        """All parts together."""
        every = self.spent.values()
        return Spent(sum(s.seconds for s in every), sum(s.cpu for s in every))


def table(profile: Profile) -> str:
    """Return the parts and their sum, in milliseconds a submission."""
    whole = profile.whole
    unknown = [name for name in profile.spent if name not in PARTS]
    rows = [
        _row(name, profile.spent[name], profile)
        for name in (*PARTS, *unknown)
        if name in profile.spent
    ]
    behind = f"| behind the wall: fork server and children | | | {_ms(profile.behind, profile)} |"
    head = "| part | ms | share | CPU ms |\n| --- | --: | --: | --: |"
    return "\n".join((head, *rows, _row("**the whole**", whole, profile), behind))


def _row(name: str, spent: Spent, profile: Profile) -> str:
    share = spent.seconds / profile.whole.seconds
    return f"| {name} | {_ms(spent.seconds, profile)} | {share:.1%} | {_ms(spent.cpu, profile)} |"


def _ms(seconds: float, profile: Profile) -> str:
    return f"{1e3 * seconds / profile.count:.2f}"


def _beside(plain: Profile, counted: Profile) -> str:
    """Say what counting cost, and what a submission takes in all."""
    whole = plain.whole
    return (
        f"{counted.count} submissions on one core. Without the counters"
        f" {_ms(whole.seconds, plain)} ms each, {_ms(whole.cpu, plain)} ms of the processor and"
        f" {_ms(plain.behind, plain)} ms behind the wall. With two workers the command itself does"
        " reading, digest and store while its workers do the rest, and hands submissions and packed"
        " reports over by pipes."
    )


def _run(*, counting: bool) -> Profile:
    """Grade a class, and count once it is warm."""
    from grader.batch.classroom import Setting, graded_class
    from grader.batch.finding import found
    from grader.preparation import prepare
    from grader.store.opening import open_store

    watch = Stopwatch(REST)
    with tempfile.TemporaryDirectory() as name, watch.wrapping(_parts() if counting else ()):
        folder = Path(name)
        prepared = prepare(letters_without(TRAINING, folder))
        work = made(folder / "class", WARM + COUNTED)
        profile = Profile(COUNTED, watch.spent)
        setting = Setting(prepared=prepared, executor=prepared.registry.executors["serial"])
        with open_store(folder / "class.db") as store:
            finding = found(work, assignment=prepared.loaded.assignment.assignment)
            graded_class(finding, setting, store, hear=_counting(watch, profile))
    return profile


def _counting(watch: Stopwatch, profile: Profile) -> Callable[[Any], None]:
    """Return what hears of each submission that is done, and starts and stops the counting."""
    heard = 0

    def hear(done: Any) -> None:
        nonlocal heard
        del done
        heard += 1
        if heard == WARM:
            profile.behind = -_behind_the_wall()
            watch.start()
        elif heard == WARM + COUNTED:
            watch.stop()
            profile.behind += _behind_the_wall()
            profile.spent = watch.spent

    return hear


def _behind_the_wall() -> float:
    """Return the processor seconds of all below this process, and of what they waited for."""
    ticks = 0
    for pid in below(os.getpid()):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))  # utime, stime, and those of ended children
    return ticks / os.sysconf("SC_CLK_TCK")


def _parts() -> list[tuple[str, Any, str]]:
    """Return where one part ends and the next begins: the part, whose function, its name."""
    from grader import grading
    from grader.batch import reading, running
    from grader.examination import conversation, forked, forking
    from grader.executing import packing
    from grader.handing_in import submission
    from grader.hearing import Hearing
    from grader.store.engine import Store
    from grader.worker import wire

    talk = conversation.Conversation
    return [
        ("reading", running, "read"),
        ("digest", submission, "digest_of"),
        ("digest", reading, "digest_of"),
        ("store", Store, "write"),
        ("waiting: the child reads and defines", talk, "begin"),
        ("waiting: the child answers", talk, "ask"),
        ("fork of a child", forking.ForkingWall, "child"),
        ("end of a child", talk, "__exit__"),
        ("sending", forked.ForkedChild, "send"),
        ("sending", conversation, "round_frame"),
        ("parse of answers", wire, "decode"),
        ("parse of answers", conversation, "read_inventory"),
        ("parse of answers", conversation, "read_defined"),
        ("parse of answers", conversation, "read_answer"),
        ("names bound", grading, "bound_in"),
        ("conventions", grading, "first_round"),
        ("conventions", grading, "fix_conventions"),
        ("comparing", Hearing, "right"),
        ("comparing", Hearing, "compared"),
        ("judging by kind", grading, "_check"),
        ("diagnosis", grading, "diagnosed"),
        ("scoring and report", grading, "judged"),
        ("scoring and report", grading, "_report"),
        ("packing", packing, "packed"),
    ]
