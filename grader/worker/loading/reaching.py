"""Which statements count in every module, over the imports between them; runs confined."""

import ast
from collections.abc import Iterable

from grader.worker.loading.candidates import Candidates
from grader.worker.loading.definitions import choose
from grader.worker.loading.program import Module, Program


def choose_everywhere(program: Program, wanted: frozenset[str]) -> None:
    """Mark what counts in every module, with the names the others read from it."""
    roots: dict[int, set[str]] = {id(module): set() for module in program.modules}
    for module in program.modules:
        for target, wants in _reads(program, module):
            roots[id(target)] |= wants
    for module in program.modules:
        candidates = Candidates(module, wanted)
        module.needed = choose(
            module.leaves,
            gives_wanted=candidates.gives_wanted,
            misused=candidates.misused,
            roots=roots[id(module)],
        )


def _reads(program: Program, module: Module) -> Iterable[tuple[Module, set[str]]]:
    """Yield the submission's modules that one imports, and the names it reads from each."""
    for node in module.scope.imports:
        for name, local in imported(node):
            found = own_module(program, module, node, name)
            if found is None:
                continue
            if isinstance(node, ast.Import):
                yield found, {a for base, a in module.scope.attributes if base == local}
            elif any(alias.name == "*" for alias in node.names):
                yield found, set(module.scope.free)
            else:
                yield found, {alias.name for alias in node.names}


def imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    """Return the dotted modules of an import, each with its local name."""
    if isinstance(node, ast.Import):
        return [(a.name, a.asname or a.name.partition(".")[0]) for a in node.names]
    return [(node.module or "", "")]


def own_module(
    program: Program, module: Module, node: ast.Import | ast.ImportFrom, name: str
) -> Module | None:
    """Return the submission's own module that an import means."""
    if isinstance(node, ast.ImportFrom) and node.level:
        found = program.relative(name, node.level, module)
    else:
        found = program.sibling(name, module) if name else None
    return found.module if found is not None else None
