"""Does any question come to a line? A statement that raises in its place says so. In the judge."""

import ast
from collections.abc import Mapping

from grader.auditing.mutants.mutant import Mutant, Origin
from grader.auditing.mutants.rewriting import definition

PROBE = "raise RuntimeError('an audit asks whether anybody comes here')"


def probe(
    mutant: Mutant, trees: Mapping[str, ast.Module], *, at_the_head: bool = False
) -> Mutant | None:
    """Return the solution with a raise before the statement that a mutant changed.

    With ``at_the_head``, before all of its definition. None is made where the statement is the
    definition itself.
    """
    tree = ast.parse(ast.unparse(trees[mutant.file]))
    original = definition(trees[mutant.file], tuple(mutant.target.split(".")))
    copied = definition(tree, tuple(mutant.target.split(".")))
    if original is None or copied is None:
        return None
    way = [("body", 0)] if at_the_head else _way(original, mutant.line)
    if not way:
        return None
    scope: ast.AST = copied
    for name, number in way[:-1]:
        scope = getattr(scope, name)[number]
    name, number = way[-1]
    getattr(scope, name)[number:number] = ast.parse(PROBE).body
    text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    return Mutant(
        id=f"comes to {mutant.file}:{mutant.line}",
        origin=Origin.SOURCE,
        target=mutant.target,
        what="probe",
        file=mutant.file,
        line=mutant.line,
        files={mutant.file: text.encode()},
    )


def _way(node: ast.AST, line: int) -> list[tuple[str, int]]:
    """Return how the innermost statement of a line is reached, through the bodies of others."""
    for name in ("body", "orelse", "finalbody"):
        inner = getattr(node, name, ())
        for number, each in enumerate(inner if isinstance(inner, list) else ()):
            last = each.end_lineno or each.lineno
            if each.lineno <= line <= last:
                return [(name, number), *_way(each, line)]
    return []
