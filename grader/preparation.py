"""An assignment made ready to grade any number of submissions. Runs in the judge."""

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from grader.bench import Bench
from grader.binding.functions import Wanted
from grader.binding.near_names import fold
from grader.handing_in.submission import Submission
from grader.handing_out.providing import provided
from grader.kinds import ReferenceFunction
from grader.models.assignment import CheckSpec
from grader.models.interface import Interface
from grader.plugin_manager import Registry, build
from grader.reading.assignment_file import (
    LoadedAssignment,
    blaming,
    named_plugins,
    read_assignment,
)
from grader.recorded.beside import beside
from grader.seeds import Seed

NAMING = ("values", "gradient", "trajectory")
"""Kinds whose id may be the name a student gives the function."""


class Prepared:
    """An assignment ready to grade any number of submissions: nothing of it is done twice."""

    def __init__(self, loaded: LoadedAssignment, registry: Registry, *, seed: Seed = 0) -> None:
        self.loaded = loaded
        self.registry = registry = registry.beside(loaded.folder)
        self.bench = Bench(loaded.assignment, registry, seed=seed)
        self.names = _names(self.bench)
        self.wanted = _wanted(self.bench, self.names)
        self.file_names = _file_names(loaded)
        self.provided = [
            [name, self.bench.shared.add(content)] for name, content in provided(loaded, registry)
        ]

    def secrets(self) -> tuple[str, ...]:
        """Return files that no child may read: the assignment, its solution, the reference."""
        folder = self.loaded.folder
        files = [self.loaded.path, *sorted((folder / "solution").glob("*.py"))[:1]]
        modules = [type(f).__module__ for f in self.registry.functions.values()][:1]
        files += [Path(str(sys.modules[name].__file__)) for name in modules]
        return tuple(str(path.resolve()) for path in files)

    def message(self, submission: Submission) -> dict[str, object]:
        """Return the first message to a child: bytes and how to run them, and no answer."""
        assignment = self.loaded.assignment
        return {
            "kind": "submission",
            "files": [[path, data] for path, data in submission.files],
            "archive": submission.archive,
            "run": assignment.run,
            "provided": self.provided,
            "libraries": list(assignment.libraries),
            "skip": [],
            "scratch": assignment.limits.scratch_mib > 0,
            "wanted": [name for want in self.wanted for name in want.names],
        }


def about(prepared: Prepared, defined: Collection[str]) -> tuple[str, ...]:
    """Return the checks of what a submission defines under these names.

    A function's are those of its accepted names; a class of the interface has all that no function
    is asked for by its name. Names that nobody asks for are passed over.
    """
    names = {fold(name) for name in defined}
    functions = {want.name: {fold(name) for name in want.names} for want in prepared.wanted}
    with_class = not names.isdisjoint(_classes(prepared.loaded.assignment.interface))
    chosen = []
    for check in prepared.bench.checks.values():
        own = functions.get(prepared.names.get(check.id, ""))
        if with_class if own is None else not names.isdisjoint(own):
            chosen.append(check.id)
    return tuple(chosen)


def _classes(interface: Interface | None) -> set[str]:
    every = () if interface is None else interface.every
    return {fold(name) for one in every if one.class_ for name in (one.class_, *one.aliases)}


def prepare(
    path: Path,
    *,
    plugins: Sequence[str] = (),
    explicit: bool = True,
    seed: Seed = 0,
    full: bool = False,
) -> Prepared:
    """Read an assignment and prepare it; its own plugins load only if it was named explicitly.

    With ``full``, what its checks say under that key is in place. A student's copy brings expected
    arrays, which stand in the reference's place.

    Raises:
        AssignmentError: The assignment has mistakes.
    """
    own = named_plugins(path) if explicit else ()
    with blaming(path, own):
        registry = beside(path.parent, build(tuple(dict.fromkeys((*plugins, *own)))))
    loaded = read_assignment(path, registry)
    return Prepared((full and loaded.full) or loaded, registry, seed=seed)


def _names(bench: Bench) -> dict[str, str]:
    """Return, for each check with a function, the name the student's function is looked for by.

    A check of values is about the function it is called after, and so is any check whose id is a
    name of its function or a call of the interface. The others are about the function that such a
    check found first.
    """
    checks = [spec for spec in bench.assignment.checks if spec.function]
    named = [spec for spec in checks if _named_after(spec, bench)]
    shared: dict[str, str] = {}
    for spec in (*named, *checks):
        own = spec.id if spec.kind in NAMING or spec in named else spec.function
        shared.setdefault(spec.function, own)
    return {s.id: s.id if s in named else shared[s.function] for s in checks}


def _named_after(spec: CheckSpec, bench: Bench) -> bool:
    function = bench.function(spec)
    known = {fold(name) for name in (function.name, *function.aliases, *spec.aliases)}
    described = bench.interface(spec.id) is not None
    return described or spec.kind == "values" or fold(spec.id) in known


def _wanted(bench: Bench, names: Mapping[str, str]) -> tuple[Wanted, ...]:
    found: dict[str, Wanted] = {}
    for spec in bench.assignment.checks:
        if spec.function and bench.interface(names[spec.id]) is None:
            name, function = names[spec.id], bench.function(spec)
            earlier = found[name].aliases if name in found else ()
            aliases = dict.fromkeys(
                (*earlier, *spec.aliases, spec.function, function.name, *function.aliases)
            )
            aliases.pop(name, None)
            others = _other_names(function, bench.registry)
            found[name] = Wanted(name, tuple(aliases), function, others)
    return tuple(found.values())


def _file_names(loaded: LoadedAssignment) -> tuple[str, ...]:
    """Return what a file that is handed in may be called: as the assignment or its hand-out."""
    folder = loaded.folder / "starter"
    stems = sorted(path.stem for end in ("*.py", "*.ipynb") for path in folder.glob(end))
    return (loaded.assignment.assignment, *stems)


def _other_names(function: ReferenceFunction, registry: Registry) -> frozenset[str]:
    """Return the folded names of all other known functions, which no guess takes for this one."""
    own = {fold(name) for name in (function.name, *function.aliases)}
    others = [f for f in registry.functions.values() if f is not function]
    return frozenset(fold(n) for f in others for n in (f.name, *f.aliases)) - own
