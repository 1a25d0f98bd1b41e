"""Tries candidates: an assignment in memory asks them all, and the solution is graded by it.

Nothing is decided by a name. Each candidate is a check of its own, in a group of its own, in which
every convention of the catalogue is accepted in full; what earns its marks is what it is taken
for, and the conventions in which its answers fit are those of the solution. The questions, the
wall and the comparison are those of every grading. Runs in the judge.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.drafting.candidates import Candidate, Form, Match
from grader.examination.conversation import Conversation
from grader.examination.inventory import Inventory
from grader.examination.wall import Wall
from grader.grading import grade
from grader.handing_in.submission import Submission
from grader.kinds import ReferenceFunction
from grader.models.assignment import Assignment
from grader.models.report import CheckReport, Diagnosis, Status
from grader.plugin_manager import Registry
from grader.preparation import Prepared
from grader.reading.assignment_file import LoadedAssignment
from grader.reading.places import Places

BUDGET_SECONDS = 20.0
"""What one trial may take: a definition that hangs is nothing the catalogue knows."""
SECONDS = 1.0
"""What one answer of a candidate may take."""
MEMORY_MIB = 2048
AT_ONCE = 60
"""How many candidates one trial asks."""


class Trials:
    """Grades one solution by as many assignments as it takes."""

    def __init__(self, submission: Submission, registry: Registry, wall: Wall) -> None:
        self.submission = submission
        self.registry = registry
        self._quiet = replace(registry, diagnosers={})  # nobody reads why a candidate failed
        self._wall = wall

    def inventory(self) -> Inventory:
        """Return the sealed inventory of the solution.

        Raises:
            SubmissionError: It cannot be read.
        """
        message = self._prepared([], self._quiet).message(self.submission)
        talk = Conversation(
            self._wall, message=message, budget_seconds=BUDGET_SECONDS, memory_mib=MEMORY_MIB
        )
        with talk as conversation:
            conversation.begin()
            return conversation.inventory

    def function(self, candidate: Candidate) -> ReferenceFunction:
        """Return the catalogue's function that a candidate is tried for."""
        if candidate.architecture:
            return self.registry.network(candidate.architecture, candidate.function)
        return self.registry.functions[candidate.function]

    def matches(self, candidates: Iterable[Candidate]) -> list[Match]:
        """Return the candidates that earned their marks, the likeliest of each subject first."""
        found: list[Match] = []
        for form, together in _by_form(filter(self._is_known, candidates)):
            for start in range(0, len(together), AT_ONCE):
                some = together[start : start + AT_ONCE]
                found += self._tried(form, some) or self._tried_wider(form, some)
        return sorted(found, key=self._likelihood)

    def mistake(self, candidates: Iterable[Candidate]) -> tuple[Candidate, Diagnosis] | None:
        """Return the known mistake that wrong answers show most surely, and whose it is."""
        asked = [c for c in candidates if self._is_known(c) and not _of_images(c)]
        found = [
            (candidate, each)
            for form, together in _by_form(asked)
            for candidate, check in self._asked(
                form, together[:AT_ONCE], self.registry, listed=False
            )
            for each in check.diagnoses
            if each.id in {known.id for known in self.function(candidate).misconceptions}
        ]
        return max(found, key=lambda pair: pair[1].confidence or 0.0, default=None)

    def _is_known(self, candidate: Candidate) -> bool:
        """Say whether the catalogue has such a function: not every network has every one."""
        try:
            self.function(candidate)
        except (ValueError, KeyError):
            return False
        return True

    def _likelihood(self, match: Match) -> tuple[int, int, int, int]:
        """Return what puts likely matches first: its name, all parts, the usual conventions.

        Of two that nothing tells apart, the one that more is known of asks more.
        """
        known = len(self.function(match.candidate).misconceptions)
        return match.candidate.rank, len(match.lost), len(match.conventions), -known

    def _tried_wider(self, form: Form, candidates: Sequence[Candidate]) -> list[Match]:
        """Try again, with the conventions that are looked for only where they are listed."""
        wider = [c for c in candidates if self._is_wider(c)]
        return self._tried(form, wider, listed=True) if wider else []

    def _is_wider(self, candidate: Candidate) -> bool:
        """Say whether there are such conventions; with images they would take minutes to try."""
        listed = any(each.listed for each in self.function(candidate).conventions)
        return listed and not _of_images(candidate)

    def _tried(
        self, form: Form, candidates: Sequence[Candidate], *, listed: bool = False
    ) -> list[Match]:
        found = self._asked(form, candidates, self._quiet, listed=listed)
        return [match for each, check in found if (match := _match(each, check)) is not None]

    def _asked(
        self, form: Form, candidates: Sequence[Candidate], registry: Registry, *, listed: bool
    ) -> list[tuple[Candidate, CheckReport]]:
        """Grade the solution by candidates, and return what was said of each."""
        named = {f"c{number}": each for number, each in enumerate(candidates)}
        checks = [self._check(name, each, listed=listed) for name, each in named.items()]
        interface = form.interface(_calls(named))
        prepared = self._prepared(checks, registry, interface=interface)
        report = grade(prepared, self.submission, self._wall)
        return [(named[check.id], check) for check in report.checks]

    def _check(self, name: str, candidate: Candidate, *, listed: bool) -> dict[str, Any]:
        """Return the check of a candidate: every convention earns everything."""
        function = self.function(candidate)
        weights = dict(function.parts)
        return {
            "id": name,
            "kind": candidate.kind,
            "function": candidate.function,
            "group": name,
            "points": sum(weights.values()),
            "parts": weights,
            "accept": {each.id: 1.0 for each in function.conventions if listed or not each.listed},
            "limits": {"seconds": SECONDS},
            "params": candidate.params,
        }

    def _prepared(
        self, checks: Sequence[Mapping[str, Any]], registry: Registry, *, interface: Any = None
    ) -> Prepared:
        said = {
            "assignment": "trial",
            "budget_seconds": BUDGET_SECONDS,
            "checks": list(checks),
            "interface": interface,
        }
        assignment = Assignment.model_validate(said)
        path = Path(self.submission.id)
        loaded = LoadedAssignment(assignment, path, path.parent, "", "", Places({}))
        return Prepared(loaded, registry)


def _of_images(candidate: Candidate) -> bool:
    return "x" in candidate.architecture.partition(" ")[0]


def _by_form(candidates: Iterable[Candidate]) -> list[tuple[Form, list[Candidate]]]:
    """Return candidates that can be asked of one object, one subject at a time.

    A function that hangs or kills its child must not take the others' answers along.
    """
    found: dict[str, tuple[Form, list[Candidate]]] = {}
    for each in candidates:
        key = f"{each.subject.title} {each.form}"
        found.setdefault(key, (each.form, []))[1].append(each)
    return list(found.values())


def _calls(named: Mapping[str, Candidate]) -> dict[str, Any]:
    """Return the calls of candidates, each with those that come before it."""
    calls: dict[str, Any] = {}
    for name, candidate in named.items():
        before = {each: f"{name}_{each}" for each in candidate.before}
        for each, written in (*candidate.before.items(), ("", candidate.call)):
            own = {**written, "after": [before[a] for a in written.get("after", ())]}
            calls[before.get(each, name)] = own
    return calls


def _match(candidate: Candidate, check: CheckReport) -> Match | None:
    """Return a match where the first part was right: what is ordinary, the first step."""
    if check.status not in {Status.PASSED, Status.PARTIAL}:
        return None
    earned = tuple(p.id for p in check.parts if p.status is Status.PASSED)
    lost = tuple(p.id for p in check.parts if p.status is not Status.PASSED)
    if not check.parts or check.parts[0].id not in earned:
        return None
    return Match(candidate, tuple(check.convention), earned, lost)
