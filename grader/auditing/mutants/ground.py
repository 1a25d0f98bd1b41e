"""The solution as grafting sees it: definitions, conventions, questions. Runs in the judge."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.auditing.mutants.rewriting import Path, definition, parameters
from grader.auditing.mutants.translation import translation
from grader.auditing.study import Study
from grader.binding.functions import Bound
from grader.conventions.combinations import Combination
from grader.handing_in.submission import Submission
from grader.kinds import ReferenceFunction
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader.preparation import Prepared


@dataclass(frozen=True, slots=True)
class Site:
    """Where a definition stands: its file and its path there."""

    file: str
    path: Path

    @property
    def key(self) -> str:
        """One name for it."""
        return f"{self.file}:{'.'.join(self.path)}"


class ImpossibleError(Exception):
    """Nothing can be put into this definition; the text says why."""


class Ground:
    """A solution, and what the assignment asks of it."""

    def __init__(self, prepared: Prepared, study: Study, solution: Submission) -> None:
        self._prepared = prepared
        self._study = study
        self.sources = {
            path: data.decode("utf-8") for path, data in solution.files if path.endswith(".py")
        }
        self._trees = {path: ast.parse(text) for path, text in self.sources.items()}

    def name(self, spec: CheckSpec) -> str:
        """Return the name under which a check's function was looked for."""
        return self._prepared.names[spec.id]

    def bound(self, spec: CheckSpec) -> Bound:
        """Return how a check's function was found."""
        return self._study.bound[self.name(spec)]

    def interface(self, spec: CheckSpec) -> Interface | None:
        """Return the interface that describes a check's function."""
        return self._prepared.bench.interface(self.name(spec))

    def combination(self, spec: CheckSpec) -> Combination:
        """Return the solution's conventions of a check's function."""
        return self._study.combinations[spec.id]

    def line(self, site: Site) -> int:
        """Return the line of a definition."""
        return self._found(site).lineno

    def parameters(self, site: Site) -> tuple[str, ...]:
        """Return the parameters of a definition of the solution."""
        found = self._found(site)
        return parameters(found)

    def _found(self, site: Site) -> ast.FunctionDef:
        tree = self._trees.get(site.file)
        found = definition(tree, site.path) if tree is not None else None
        if found is None:
            raise ImpossibleError(f"{'.'.join(site.path)} is inherited, or is no plain definition")
        if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in ast.walk(found)):
            raise ImpossibleError(f"{'.'.join(site.path)} gives its answer bit by bit")
        return found

    def translated(self, spec: CheckSpec) -> dict[str, Any]:
        """Return the part of a plan that says how values are turned.

        Raises:
            ImpossibleError: No known way leads from the solution's form to the canonical one.
        """
        asked = self.asked(spec)
        combination = self._study.combinations[spec.id]
        function = self._prepared.bench.function(spec)
        found = translation(function, combination, asked) if asked else None
        if found is None:
            form = ", ".join(combination.ids)
            raise ImpossibleError(f"no way is known back from this form ({form})")
        return {
            "names": [parameter.name for parameter in function.parameters],
            "order": list(found.order),
            "back": {name: list(map(list, steps)) for name, steps in found.back.items()},
            "forth": [list(map(list, steps)) for steps in found.forth],
        }

    def asked(self, spec: CheckSpec) -> list[Mapping[str, Any]]:
        """Return the canonical arguments of a check's questions that are calls."""
        names = {p.name for p in self._prepared.bench.function(spec).parameters}
        questions = self._prepared.bench.questions(spec)
        return [q.arguments for q in questions if q.sweep is None and set(q.arguments) == names]

    def site_of(self, found: Mapping[str, Any]) -> Site:
        """Return the site of something that the interface names, by module and path.

        Raises:
            ImpossibleError: Its file is not known.
        """
        path = tuple(found["path"])
        for each in self._study.inventory.functions:
            if each.module == found["module"] and each.path[: len(path)] == path:
                return Site(each.file, path)
        raise ImpossibleError(f"{'.'.join(path)} is in no file that was read")

    def function(self, spec: CheckSpec) -> ReferenceFunction:
        """Return the reference function of a check."""
        return self._prepared.bench.function(spec)
