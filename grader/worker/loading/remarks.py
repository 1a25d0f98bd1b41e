"""What a student should know of how their files were read, in sentences; runs confined."""

from collections.abc import Iterable, Sequence

from grader.worker.loading import removed
from grader.worker.loading.definitions import Leaf, Role
from grader.worker.loading.parsing import Source
from grader.worker.loading.program import PROTECTED, Module, Program, fold
from grader.worker.loading.survey import FUNCTIONS, Function

MAX_WARNINGS = 80
SENTENCE = 400


def remarks_on(
    program: Program, sources: Iterable[Source], wanted: frozenset[str], notes: Sequence[str]
) -> list[str]:
    """Return the sentences about files and modules, each once, the notes given before them."""
    found = [*notes, *(note for source in sources for note in source.notes)]
    for module in program.modules:
        found += _of_module(program, module, wanted)
    found = list(dict.fromkeys(sentence[:SENTENCE] for sentence in found))
    more = len(found) - MAX_WARNINGS
    return found if more <= 0 else [*found[:MAX_WARNINGS], f"and {more} more remarks"]


def _of_module(program: Program, module: Module, wanted: frozenset[str]) -> list[str]:
    path = module.source.path
    found = []
    if module.key and (module.key[-1] in PROTECTED or module.key[-1] in program.libraries):
        name = module.key[-1]
        found.append(f"{path}: import {name} means the library, not this file; rename the file")
    for name, today in removed.lacking(_numpy_names(module)).items():
        program.removed[name] = today
        found.append(f"{path}: np.{name} was removed from numpy; {today} was used")
    return found if program.run == "everything" else [*found, *_out_of_reach(module, wanted)]


def _numpy_names(module: Module) -> set[str]:
    """Return the attributes of numpy, and the names from it, that a module uses."""
    bases = {local for local, name in module.aliases.items() if name == "numpy"}
    used = {attribute for base, attribute in module.scope.attributes if base in bases}
    for name in module.aliases.values():
        if name.startswith("numpy."):
            used.add(name.split(".")[1])
    return used


def _out_of_reach(module: Module, wanted: frozenset[str]) -> list[str]:
    """Name functions that stand where definitions are not looked for."""
    known = {f.name for leaf in module.kept() for f in leaf.definitions()}
    found = []
    for leaf in module.every_leaf():
        for node in leaf.scope.functions:
            where = "" if node.name in known else _hiding_place(leaf, node, wanted)
            if where:
                known.add(node.name)
                found.append(_hidden(module, leaf, node, where))
    return found


def _hiding_place(leaf: Leaf, node: Function, wanted: frozenset[str]) -> str:
    if leaf.role is Role.GUARD:
        return 'only inside if __name__ == "__main__"'
    if type(leaf.node) not in FUNCTIONS or node is leaf.node:
        return ""
    owner = getattr(leaf.node, "name", "")
    hidden = fold(node.name) in wanted or owner == "main"
    return f"only inside the function {owner}" if hidden else ""


def _hidden(module: Module, leaf: Leaf, node: Function, where: str) -> str:
    return (
        f"{module.source.path}, {leaf.part.where(node.lineno)}: {node.name} is defined {where} "
        "and does not count; move it to the left margin"
    )
