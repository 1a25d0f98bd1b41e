"""From the bytes of a submission to its program: read, parsed, walked once; runs confined."""

from collections.abc import Iterable, Sequence
from typing import Any

from grader.worker.loading import names
from grader.worker.loading.definitions import leaves_of
from grader.worker.loading.meanings import aliases_of, pass_on, resolved
from grader.worker.loading.parsing import Source, read_source, read_text
from grader.worker.loading.program import Module, Program
from grader.worker.loading.survey import Survey

Frame = dict[str, Any]


def assemble(message: Frame, files: list[tuple[str, bytes]]) -> tuple[Program, list[Source]]:
    """Return the program that a submission's files make, and every source among them."""
    sources = _sources(files)
    program = Program(
        modules=[],
        survey=Survey(),
        files=files,
        provided=[(name, data) for name, data in message["provided"]],
        libraries=frozenset(message["libraries"]),
        run=message["run"],
        skip=frozenset(message["skip"]),
        scratch=message.get("scratch", False),
    )
    _survey(program, sources)
    return program, sources


def _sources(files: Sequence[tuple[str, bytes]]) -> list[Source]:
    """Read every file; each source gets a module name of its own."""
    taken: set[str] = set()
    found = []
    for path, data in files:
        source = read_source(path, _module_name(path, taken), data)
        found.append(source)
        for name, text in source.written:
            if name not in {p for p, _ in files}:
                found.append(read_text(name, _module_name(name, taken), text))
    return found


def _module_name(path: str, taken: set[str]) -> str:
    if names.form(path) not in names.CODE:
        return ""
    stem = path.rpartition(".")[0]
    name = ".".join(stem.removesuffix("/__init__").split("/"))[:200]
    if name in taken:
        name = path[:200]
    taken.add(name)
    return name


def _survey(program: Program, sources: Iterable[Source]) -> None:
    """Make modules of the sources and walk their statements once."""
    number = 0
    for source in sources:
        if not source.is_code:
            continue
        key = tuple(source.path.rpartition(".")[0].split("/"))
        is_package = key[-1] == "__init__"
        module = Module(source, key[:-1] if is_package else key, is_package)
        try:
            module.leaves, number = leaves_of(
                source.body,
                program.survey,
                first=number,
                open_guards=program.run == "everything",
            )
        except RecursionError:
            source.status = "unreadable"
            source.note("it is nested too deeply to be read")
            module.leaves = []
        _join(module)
        program.modules.append(module)
    program.index()


def _join(module: Module) -> None:
    """Put together what the module's statements do, and what its names mean."""
    for leaf in module.every_leaf():
        scope, whole = leaf.scope, module.scope
        whole.free |= scope.needs
        whole.binds |= scope.binds
        whole.attributes |= scope.attributes
        whole.imports += scope.imports
        whole.functions += scope.functions
        whole.calls.update((resolved(call, module.meanings), None) for call in scope.calls)
        pass_on(module.meanings, leaf)
    for node in module.scope.imports:
        module.aliases.update(aliases_of(node))
