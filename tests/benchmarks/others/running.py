"""This grader and today's others, the same eight tests of the same submissions, side by side.

``python -m tests.benchmarks others [--venv FOLDER] [--seconds N]`` installs the others from the
package index into an environment of their own (thrown away, unless FOLDER is named to keep it),
lets all take turns, and prints and writes (docs/speed.md) the table. A round begins only if it
will end within N seconds of the first's begin (150 unless said); five at most, one at least.

How each is run stands in :mod:`tests.benchmarks.others.layouts`; the tests and the submissions in
:mod:`~tests.benchmarks.others.eight`. The others run as they come, with a BLAS thread per core; one
row says what one thread does for the fastest of them. Commands for one submission run two at once,
as we have two workers; nbgrader grades a class one by one and is left to it. Ours confines every
submission and keeps its results in a new store; the others confine nothing. Figures are medians of
the turns; processor seconds count all that was started. One submission of each turn has one
function wrong: a harness that does not find exactly that gets no figure.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from grader import __version__
from tests.benchmarks.others.clock import Job, Turn, taken
from tests.benchmarks.others.eight import sources
from tests.benchmarks.others.installing import installed
from tests.benchmarks.others.ours import Ours, differs
from tests.benchmarks.others.peers import PEERS, Peer
from tests.benchmarks.others.table import Row, table
from tests.benchmarks.page import circumstances, load, write_section
from tests.benchmarks.threads import ONE_THREAD

ROUNDS = 5


@dataclass
class Contender:
    """A peer in its place: what it runs, and what its turns took."""

    peer: Peer
    why: str = ""
    jobs: list[Job] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def turn(self, environment: Mapping[str, str]) -> None:
        """Grade its submissions once; one that fails has had its last turn."""
        if self.why:
            return
        try:
            turn = taken(self.jobs, threaded(self.peer, environment))
            self.why = differs([passed for job in self.jobs for passed in job.passed()])
        except Exception as problem:  # noqa: BLE001 - a stranger's program: its row says so
            self.why = f"failed: {type(problem).__name__}"
            return
        self.turns.append(turn)

    def row(self) -> Row:
        """Return its row of the table."""
        return Row(self.peer.name, self.peer.count, self.turns, self.peer.target, self.why)


def threaded(peer: Peer, environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with as many BLAS threads as a peer is to have."""
    return {**environment, **ONE_THREAD} if peer.alone else environment


def main(arguments: Sequence[str] = ()) -> None:
    """Install, run, print the table and write it."""
    options = _options(arguments)
    before = load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = (options.venv or folder / "venv").absolute()
        versions, missing = installed(programs, [*dict.fromkeys(p.package for p in PEERS), "numpy"])
        environment = _environment(programs, folder)
        contenders = [_contender(p, folder, programs, missing, environment) for p in PEERS]
        ours = _ours(folder)
        rounds = _rounds(ours, contenders, environment, options.seconds)
    told = table(ours.rows(), [contender.row() for contender in contenders])
    body = f"{_head(before, rounds)}\n\n{told}\n\n{_versions(versions)}"
    print(body)
    write_section("others", body)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks others")
    parser.add_argument("--venv", type=Path, help="keep what is installed here, or use it again")
    parser.add_argument("--seconds", type=float, default=150.0, help="of turns")
    return parser.parse_args(list(arguments))


def _ours(folder: Path) -> Ours:
    (folder / "ours").mkdir()
    return Ours(folder / "ours")


def _contender(
    peer: Peer,
    folder: Path,
    programs: Path,
    missing: Mapping[str, str],
    environment: Mapping[str, str],
) -> Contender:
    """Lay the files of a peer out; one that cannot be is told in its row."""
    why = missing.get(peer.package) or missing.get("numpy", "")
    if why:
        return Contender(peer, why)
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        jobs = peer.lay(place, programs / "bin", sources(peer.count), environment)
        if len(jobs) > 1:
            taken(jobs[:1], threaded(peer, environment))  # what is cached once is no submission's
    except Exception as problem:  # noqa: BLE001 - a stranger's program: its row says so
        return Contender(peer, f"could not be set up: {problem}"[:100].replace("|", "/"))
    return Contender(peer, "", jobs)


def _environment(programs: Path, folder: Path) -> dict[str, str]:
    """Return an environment with the others' programs and a home of their own."""
    home = folder / "home"
    home.mkdir()
    path = os.pathsep.join((str(programs / "bin"), os.environ.get("PATH", os.defpath)))
    return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"}


def _rounds(
    ours: Ours, contenders: Sequence[Contender], environment: Mapping[str, str], seconds: float
) -> int:
    """Let all take turns while there is time for another round; return how many there were."""
    began, longest = time.perf_counter(), 0.0
    for done in range(ROUNDS):
        if done and time.perf_counter() - began + longest > seconds:
            return done
        start = time.perf_counter()
        for workers in (2, 1):
            ours.turn(workers)
        for contender in contenders:
            contender.turn(environment)
        longest = max(longest, time.perf_counter() - start)
    return ROUNDS


def _head(before: float, rounds: int) -> str:
    command = "`python -m tests.benchmarks others`"
    return f"{command}, {circumstances(before)} Medians of {rounds} turn{'s' * (rounds != 1)}."


def _versions(versions: Mapping[str, str]) -> str:
    others = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"Versions: grader {__version__} with numpy {np.__version__}; {others}."
