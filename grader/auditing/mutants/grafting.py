"""Puts the catalogue's wrong code into the solution, whatever form the solution has. In the judge.

The definition that a check's function is bound to gets a wrapper of the same name and parameters.
When it is called as a question calls it, the wrong code is given the canonical arguments, and its
answer goes where the interface reads it. What cannot be put in is told with the reason.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.auditing.mutants import graft_runtime
from grader.auditing.mutants.calls import Described, Plain, only_seen
from grader.auditing.mutants.ground import Ground, ImpossibleError, Site
from grader.auditing.mutants.mutant import Mutant, Origin
from grader.auditing.mutants.rewriting import MODULE, Path, wrapped
from grader.auditing.mutants.translation import between
from grader.auditing.mutants.wrong_code import standing_alone
from grader.auditing.study import Study
from grader.conventions.combinations import Combination
from grader.handing_in.submission import Submission
from grader.kinds import Misconception
from grader.models.assignment import CheckSpec
from grader.preparation import Prepared


@dataclass(frozen=True, slots=True)
class Left:
    """A misconception that is not put into the solution, and why."""

    check: str
    misconception: str
    reason: str


class Grafting:
    """Makes mutants of the catalogue's misconceptions."""

    def __init__(self, prepared: Prepared, study: Study, solution: Submission) -> None:
        self._ground = Ground(prepared, study, solution)
        self._wrapped: dict[tuple[str, tuple[tuple[Path, str], ...]], bytes] = {}

    def made(self, specs: Sequence[CheckSpec]) -> tuple[list[Mutant], list[Left]]:
        """Return the mutants of some checks' functions, each text once, and what was left."""
        mutants: dict[str, Mutant] = {}
        left: list[Left] = []
        for spec in self._first(specs):
            for each in self._of(spec):
                if isinstance(each, Left):
                    left.append(each)
                else:
                    mutants.setdefault(each.digest, each)
        return list(mutants.values()), left

    def _first(self, specs: Sequence[CheckSpec]) -> list[CheckSpec]:
        """Return, of checks of one function of the solution, the one that is worth most."""
        found: dict[tuple[str, str], CheckSpec] = {}
        for spec in specs:
            bound = self._ground.bound(spec).function
            where = f"{bound.file}:{bound.path}" if bound is not None else spec.id
            key = where, self._ground.function(spec).name
            if key not in found or spec.points > found[key].points:
                found[key] = spec
        return [spec for spec in specs if spec in found.values()]

    def _of(self, spec: CheckSpec) -> Iterator[Mutant | Left]:
        entries = self._ground.function(spec).misconceptions
        try:
            site, plans, wraps = self._planned(spec)
        except ImpossibleError as problem:
            yield from (Left(spec.id, entry.id, str(problem)) for entry in entries)
            return
        chosen = self._ground.combination(spec).ids
        for entry in entries:
            code = standing_alone(entry.function)
            if not set(entry.under) <= set(chosen):
                yield Left(spec.id, entry.id, f"it belongs to {', '.join(entry.under)}")
            elif code is None:
                yield Left(spec.id, entry.id, "its code does not stand alone")
            else:
                yield self._mutant(spec, entry, site, self._files(plans, wraps, code))

    def turned(self, changed: Sequence[tuple[CheckSpec, Combination]]) -> Mapping[str, bytes]:
        """Return the files in which the solution has some functions in other forms.

        Raises:
            ImpossibleError: More than a form differs, or a function is no plain one.
        """
        plans: dict[str, Any] = {}
        wraps: dict[str, dict[Path, str]] = {}
        for spec, combination in changed:
            site, plan = self._turned(spec, combination)
            if plans.setdefault(site.key, plan) != plan:
                raise ImpossibleError("checks of one function need different forms")
            wraps.setdefault(site.file, {})[site.path] = site.key
        return self._files(plans, wraps, "wrong_code = None\n")

    def _turned(self, spec: CheckSpec, combination: Combination) -> tuple[Site, dict[str, Any]]:
        site, plans, _ = self._planned(spec)
        plan = plans[site.key]
        if plan["gives"] is not None or any(
            a[0] != "own" or len(a) > 2 for a in plan["found"].values()
        ):
            raise ImpossibleError("its form is that of a whole object")
        old = self._ground.combination(spec)
        found = between(self._ground.function(spec), old, combination, self._ground.asked(spec))
        if found is None:
            raise ImpossibleError("more than a form differs")
        arguments, forth = found
        if not any(arguments.values()) and not any(forth):
            raise ImpossibleError("its answers are the same")
        own = {name: accessor[1] for name, accessor in plan["found"].items()}
        return site, {"arguments": dict(arguments), "forth": list(forth), "own": own}

    def _mutant(
        self, spec: CheckSpec, entry: Misconception, site: Site, files: Mapping[str, bytes]
    ) -> Mutant:
        return Mutant(
            id=f"{spec.id}: {entry.id}",
            origin=Origin.CATALOGUE,
            target=".".join(site.path),
            what=entry.claim,
            misconception=entry.id,
            check=spec.id,
            file=site.file,
            line=self._ground.line(site),
            files=files,
        )

    def _files(
        self, plans: Mapping[str, Any], wraps: Mapping[str, Mapping[Path, str]], code: str
    ) -> Mapping[str, bytes]:
        folder = next(iter(wraps)).rpartition("/")[0]
        name = f"{folder}/{MODULE}.py" if folder else f"{MODULE}.py"
        files = {path: self._in_wraps(path, keys) for path, keys in wraps.items()}
        return {**files, name: _module(plans, code).encode()}

    def _in_wraps(self, path: str, keys: Mapping[Path, str]) -> bytes:
        """Return a file in which these definitions are wrapped; many mistakes share it."""
        known = path, tuple(keys.items())
        if known not in self._wrapped:
            self._wrapped[known] = wrapped(self._ground.sources[path], keys).encode()
        return self._wrapped[known]

    def _planned(
        self, spec: CheckSpec
    ) -> tuple[Site, Mapping[str, Any], Mapping[str, Mapping[Path, str]]]:
        """Return where the wrong code goes, the plan, and what has to be wrapped for it."""
        ground = self._ground
        bound, interface = ground.bound(spec), ground.interface(spec)
        if bound.function is None or not bound.callable:
            raise ImpossibleError("the solution does not define it")
        planner = (
            Plain(ground, spec, bound)
            if interface is None
            else Described(ground, spec, bound, interface)
        )
        plan = planner.plan()
        plans = {planner.site.key: plan, **{k: only_seen() for k in planner.watched}}
        wraps: dict[str, dict[Path, str]] = {}
        for site in (planner.site, *planner.watched.values()):
            wraps.setdefault(site.file, {})[site.path] = site.key
        return planner.site, plans, wraps


def _module(plans: Mapping[str, Any], code: str) -> str:
    """Write the module that wrappers call; its code is a text, and defines nothing by name."""
    text = inspect.getsource(graft_runtime) + "\n\n" + code
    return (
        f"PLANS = {dict(plans)!r}\nTEXT = {text!r}\nSPACE = {{}}\n\n\n"
        "def graft(key, original, given):\n"
        "    if not SPACE:\n"
        "        exec(TEXT, SPACE)\n"
        "    return SPACE['graft'](key, original, given, PLANS, SPACE['wrong_code'])\n"
    )
