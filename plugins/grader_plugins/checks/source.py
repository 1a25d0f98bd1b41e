"""``source``: required or forbidden imports, calls and loops. Runs in the judge.

Only the sealed inventory is read: what stands in the file, seen before any of it ran.
"""

from collections import defaultdict
from collections.abc import Sequence

from pydantic import Field

from grader.bench import Bench
from grader.examination.inventory import FoundFunction
from grader.hearing import Hearing
from grader.judgement import Judgement, PartVerdict
from grader.kinds import Question
from grader.models.assignment import CheckSpec
from grader.models.frozen import Model
from grader.models.report import Status


class SourceParams(Model):
    """What must and must not stand in the source."""

    functions: tuple[str, ...] = Field(
        default=(), description="checks whose functions are looked at; empty: all of them"
    )
    forbid_imports: tuple[str, ...] = Field(default=(), description="modules not to be imported")
    require_imports: tuple[str, ...] = Field(default=(), description="modules to be imported")
    forbid_calls: tuple[str, ...] = Field(
        default=(), description="functions or modules not to be called, such as np.gradient"
    )
    require_calls: tuple[str, ...] = Field(default=(), description="functions to be called")
    forbid_loops: bool = Field(default=False, description="no for, while or comprehension")


class Source:
    """Reads the inventory; asks nothing."""

    name = "source"
    summary = "required or forbidden imports, calls, loops, from the sealed inventory"
    params = SourceParams

    def validate(self, spec: CheckSpec, bench: Bench) -> Sequence[str]:
        """Ask for at least one rule, and for functions that exist."""
        params = bench.params(spec)
        known = {check.id for check in bench.assignment.checks}
        problems = [
            f"functions: {name!r} is not a check of this assignment"
            for name in params.functions
            if name not in known
        ]
        if not any((*_rules(params), params.forbid_loops)):
            problems.append("nothing is required or forbidden")
        return problems

    def questions(self, spec: CheckSpec, bench: Bench) -> Sequence[Question]:
        """Ask nothing."""
        del spec, bench
        return ()

    def judge(self, spec: CheckSpec, hearing: Hearing) -> Judgement:
        """Hold the inventory against the rules; without code there is nothing to judge."""
        params = hearing.bench.params(spec)
        functions = _functions(spec, params, hearing)
        if not functions:
            nothing = PartVerdict("source", Status.SKIPPED, "checked when a function is written")
            return Judgement(parts=(nothing,), student_text=nothing.text, staff_text=nothing.text)
        found = [*_loops(params, functions), *_calls(params, functions, hearing)]
        found += _imports(params, hearing)
        status = Status.FAILED if found else Status.PASSED
        text = "; ".join(found)
        verdict = PartVerdict("source", status, text)
        return Judgement(parts=(verdict,), student_text=text, staff_text=text)


_SELVES = ("self", "cls")


def _rules(params: SourceParams) -> tuple[tuple[str, ...], ...]:
    return (
        params.forbid_imports,
        params.require_imports,
        params.forbid_calls,
        params.require_calls,
    )


def _functions(spec: CheckSpec, params: SourceParams, hearing: Hearing) -> list[FoundFunction]:
    """Return the functions that are looked at, as they were bound, and what these call."""
    found = []
    for check in hearing.bench.assignment.checks:
        if check.id == spec.id or not check.function:
            continue
        bound = hearing.binding(check)
        wanted = not params.functions or check.id in params.functions
        if wanted and bound.callable and bound.function is not None:
            found.append(bound.function)
    return _with_called(found, hearing.inventory.functions)


def _with_called(
    found: Sequence[FoundFunction], every: Sequence[FoundFunction]
) -> list[FoundFunction]:
    """Add the submission's own functions that these call, however far down."""
    by_name: dict[str, list[FoundFunction]] = defaultdict(list)
    for function in every:
        for name in _called_as(function):
            by_name[name].append(function)
    kept: dict[tuple[str, tuple[str, ...]], FoundFunction] = {}
    waiting = list(reversed(found))
    while waiting:
        function = waiting.pop()
        if (function.module, function.path) not in kept:
            kept[function.module, function.path] = function
            for call in function.calls:
                meant = by_name.get(call, [])
                waiting += [f for f in meant if f.module == function.module] or meant
    return list(kept.values())


def _called_as(function: FoundFunction) -> set[str]:
    """Return the names by which other code of a submission calls a function."""
    path = ".".join(function.path)
    selves = {f"{me}.{function.name}" for me in _SELVES} if len(function.path) > 1 else set()
    return {path, f"{function.module}.{path}", *selves}


def _loops(params: SourceParams, functions: Sequence[FoundFunction]) -> list[str]:
    if not params.forbid_loops:
        return []
    return [
        f"{f.name} has a loop ({_where(f)}); numpy can do this on whole arrays"
        for f in functions
        if f.loops
    ]


def _calls(params: SourceParams, functions: Sequence[FoundFunction], hearing: Hearing) -> list[str]:
    found = [
        f"{f.name} calls {call} ({_where(f)}), which is not allowed here"
        for f in functions
        for call in f.calls
        if _named(call, params.forbid_calls)
    ]
    every = {call for f in hearing.inventory.functions for call in f.calls}
    every |= set(hearing.inventory.calls)
    found += [
        f"nothing calls {name}, which is asked for"
        for name in params.require_calls
        if not any(_named(call, (name,)) for call in every)
    ]
    return found


def _imports(params: SourceParams, hearing: Hearing) -> list[str]:
    imports = hearing.inventory.imports
    found = [
        f"{i.name} is imported (line {i.line}), which is not allowed here"
        for i in imports
        if _named(i.name, params.forbid_imports)
    ]
    found += [
        f"{name} is not imported, and it is asked for"
        for name in params.require_imports
        if not any(_named(i.name, (name,)) for i in imports)
    ]
    return found


def _named(name: str, rules: Sequence[str]) -> bool:
    """Say whether a dotted name is one of the rules' or stands below it; np means numpy."""
    full = [f"numpy{rule[2:]}" if rule.partition(".")[0] == "np" else rule for rule in rules]
    return any(name == rule or name.startswith(f"{rule}.") for rule in full)


def _where(function: FoundFunction) -> str:
    return function.where or f"{function.file}, line {function.line}"
