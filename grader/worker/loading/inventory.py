"""Stock of a submission before any of its code runs: files, functions, imports; runs confined."""

import ast
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.worker import wire
from grader.worker.loading import names, removed
from grader.worker.loading.definitions import Leaf, Role, choose, leaves_of
from grader.worker.loading.parsing import Part, Source, read_source, read_text
from grader.worker.loading.program import PROTECTED, Module, Program, fold
from grader.worker.loading.survey import FUNCTIONS, MAX_CALLS, Function, Scope, Survey, dotted
from grader.worker.loading.unpacking import unpack

MAX_FUNCTIONS = 500
MAX_CLASSES = 200
MAX_IMPORTS = 200
MAX_SKIPPED = 100
MAX_WARNINGS = 80
MAX_FILES = 400
MAX_PARAMETERS = 32
MAX_LOST = 20
NAME = 64
TEXT = 60
SENTENCE = 400
ROOMY = 160 * 1024
SELVES = ("self", "cls", "this", "me", "klass", "_")
PLAIN = frozenset(("staticmethod", "classmethod"))

Frame = dict[str, Any]


def take_inventory(message: Frame) -> tuple[Frame, Program]:
    """Unpack, decode and parse what was handed in; return the inventory and what define needs.

    Nothing a submission holds makes this raise: what cannot be read ends in a status.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unpacked = unpack([(p, d) for p, d in message["files"]], archive=message["archive"])
        sources = _sources(unpacked.files)
        program = Program(
            modules=[],
            survey=Survey(),
            files=unpacked.files,
            provided=[(name, data) for name, data in message["provided"]],
            libraries=frozenset(message["libraries"]),
            run=message["run"],
            skip=frozenset(message["skip"]),
        )
        _survey(program, sources)
        wanted = frozenset(map(fold, message["wanted"]))
        _choose(program, wanted)
        frame = _Stock(program, sources, wanted).frame(unpacked.notes)
    return _fitting(frame), program


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
    """Put together what the module's statements do, and the aliases of what it imports."""
    for leaf in module.every_leaf():
        scope, whole = leaf.scope, module.scope
        whole.free |= scope.needs
        whole.binds |= scope.binds
        whole.attributes |= scope.attributes
        whole.imports += scope.imports
        whole.functions += scope.functions
        whole.calls.update(scope.calls)
    for node in module.scope.imports:
        module.aliases.update(_aliases(node))


def _aliases(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    if isinstance(node, ast.ImportFrom):
        if node.level:
            return {}
        return {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names if a.name != "*"}
    plain = [a for a in node.names if a.asname is None]
    found = {a.name.partition(".")[0]: a.name.partition(".")[0] for a in plain}
    return found | {a.asname: a.name for a in node.names if a.asname is not None}


def _choose(program: Program, wanted: frozenset[str]) -> None:
    """Mark what counts in every module, with the names the others read from it."""
    roots: dict[int, set[str]] = {id(module): set() for module in program.modules}
    for module in program.modules:
        for target, wants in _reads(program, module):
            roots[id(target)] |= wants
    for module in program.modules:
        module.needed = choose(module.leaves, lambda name: fold(name) in wanted, roots[id(module)])


def _reads(program: Program, module: Module) -> Iterable[tuple[Module, set[str]]]:
    """Yield the submission's modules that one imports, and the names it reads from each."""
    for node in module.scope.imports:
        for name, local in _imported(node):
            found = _own(program, module, node, name)
            if found is None:
                continue
            if isinstance(node, ast.Import):
                yield found, {a for base, a in module.scope.attributes if base == local}
            elif any(alias.name == "*" for alias in node.names):
                yield found, set(module.scope.free)
            else:
                yield found, {alias.name for alias in node.names}


def _imported(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str]]:
    """Return the dotted modules of an import, each with its local name."""
    if isinstance(node, ast.Import):
        return [(a.name, a.asname or a.name.partition(".")[0]) for a in node.names]
    return [(node.module or "", "")]


def _own(
    program: Program, module: Module, node: ast.Import | ast.ImportFrom, name: str
) -> Module | None:
    """Return the submission's own module that an import means."""
    if isinstance(node, ast.ImportFrom) and node.level:
        found = program.relative(name, node.level, module)
    else:
        found = program.sibling(name, module) if name else None
    return found.module if found is not None else None


@dataclass(slots=True)
class _Stock:
    """Puts the inventory's lists together."""

    program: Program
    sources: list[Source]
    wanted: frozenset[str]
    sentences: list[str] = field(default_factory=list)

    def frame(self, notes: Sequence[str]) -> Frame:
        functions = [f for module in self.program.modules for f in self._functions(module)]
        frame = {
            "kind": "inventory",
            "files": [_file(source) for source in self.sources[:MAX_FILES]],
            "functions": self._most_wanted(functions),
            "classes": self._classes()[:MAX_CLASSES],
            "imports": self._imports()[:MAX_IMPORTS],
            "calls": self._calls(),
            "skipped": self._skipped(),
        }
        frame["warnings"] = self._warnings(notes, len(functions))
        return frame

    def _most_wanted(self, functions: list[Frame]) -> list[Frame]:
        if len(functions) > MAX_FUNCTIONS:
            functions.sort(key=lambda f: fold(f["path"][-1]) not in self.wanted)
        return functions[:MAX_FUNCTIONS]

    def _functions(self, module: Module) -> list[Frame]:
        """Describe the last definition of every function and method of a module."""
        found: dict[tuple[str, ...], Frame] = {}
        for leaf in _kept(module):
            for frame in _functions_of(leaf, module, self.program.survey):
                path = tuple(frame["path"])
                earlier = found.pop(path, None)
                frame["earlier"] = earlier["earlier"] + 1 if earlier else 0
                found[path] = frame
        _add_other_names(module, found)
        return list(found.values())

    def _classes(self) -> list[Frame]:
        found: dict[tuple[str, str], Frame] = {}
        for module in self.program.modules:
            for leaf in _kept(module):
                if isinstance(leaf.node, ast.ClassDef):
                    found[module.name, leaf.node.name] = _class(leaf.node, leaf.part, module)
        return list(found.values())

    def _imports(self) -> list[Frame]:
        return [
            self._import(module, node, name)
            for module in self.program.modules
            for node in module.scope.imports
            for name, _ in _imported(node)
        ]

    def _import(self, module: Module, node: ast.Import | ast.ImportFrom, name: str) -> Frame:
        level = node.level if isinstance(node, ast.ImportFrom) else 0
        root = name.partition(".")[0]
        if level or self.program.sibling(name, module) is not None:
            available = "sibling"
        else:
            available = self.program.availability(root)
        return {
            "module": module.name,
            "name": ("." * level + name)[: names.MAX_NAME],
            "root": root[:NAME],
            "line": node.lineno,
            "available": available,
        }

    def _calls(self) -> list[str]:
        calls: dict[str, None] = {}
        for module in self.program.modules:
            for call in module.scope.calls:
                if call:
                    calls.setdefault(_resolved(call, module.aliases))
        return _capped(list(calls), 4 * MAX_CALLS)

    def _skipped(self) -> list[Frame]:
        if self.program.run == "everything":
            return []
        found = [
            _place(leaf, module) | {"what": line_of(leaf)}
            for module in self.program.modules
            for leaf in module.every_leaf()
            if not (leaf.kept or _is_idle(leaf.node)) and _outermost(leaf)
        ]
        return found[:MAX_SKIPPED]

    def _warnings(self, notes: Sequence[str], functions: int) -> list[str]:
        found = [*notes, *(note for source in self.sources for note in source.notes)]
        if functions > MAX_FUNCTIONS:
            found.append(f"{functions} functions were found; {MAX_FUNCTIONS} were looked at")
        for module in self.program.modules:
            found += self._module_warnings(module)
        found = list(dict.fromkeys(sentence[:SENTENCE] for sentence in found))
        more = len(found) - MAX_WARNINGS
        return found if more <= 0 else [*found[:MAX_WARNINGS], f"and {more} more remarks"]

    def _module_warnings(self, module: Module) -> list[str]:
        path = module.source.path
        found = []
        if module.key and (module.key[-1] in PROTECTED or module.key[-1] in self.program.libraries):
            name = module.key[-1]
            found.append(f"{path}: import {name} means the library, not this file; rename the file")
        used = _numpy_names(module)
        for name, today in removed.lacking(used).items():
            self.program.removed[name] = today
            found.append(f"{path}: np.{name} was removed from numpy; {today} was used")
        if self.program.run != "everything":
            found += self._out_of_reach(module)
        return found

    def _out_of_reach(self, module: Module) -> list[str]:
        """Name functions that stand where definitions are not looked for."""
        known = {f.name for leaf in _kept(module) for f in _definitions(leaf)}
        found = []
        for leaf in module.every_leaf():
            for node in leaf.scope.functions:
                if node.name in known:
                    continue
                where = self._hiding_place(leaf, node)
                if where:
                    known.add(node.name)
                    found.append(_hidden(module, leaf, node, where))
        return found

    def _hiding_place(self, leaf: Leaf, node: Function) -> str:
        if leaf.role is Role.GUARD:
            return 'only inside if __name__ == "__main__"'
        if type(leaf.node) not in FUNCTIONS or node is leaf.node:
            return ""
        owner = getattr(leaf.node, "name", "")
        hidden = fold(node.name) in self.wanted or owner == "main"
        return f"only inside the function {owner}" if hidden else ""


def _hidden(module: Module, leaf: Leaf, node: Function, where: str) -> str:
    return (
        f"{module.source.path}, {leaf.part.where(node.lineno)}: {node.name} is defined {where} "
        "and does not count; move it to the left margin"
    )


def _kept(module: Module) -> Iterable[Leaf]:
    return (leaf for leaf in module.every_leaf() if leaf.kept)


def _outermost(leaf: Leaf) -> bool:
    return leaf.parent is None or leaf.parent.kept


def _is_idle(node: ast.stmt) -> bool:
    """Say whether a statement does nothing that anyone could miss."""
    return isinstance(node, ast.Pass) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _definitions(leaf: Leaf) -> list[Function]:
    """Return the functions, and the methods of a class, that a leaf defines."""
    node = leaf.node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [node]
    if isinstance(node, ast.ClassDef):
        return [n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return []


def _place(leaf: Leaf, module: Module) -> Frame:
    return {"file": module.source.path, "line": leaf.node.lineno, "where": leaf.where()}


def line_of(leaf: Leaf) -> str:
    """Return the first line of a statement, shortened."""
    lines = leaf.part.text.split("\n", leaf.node.lineno)
    return lines[leaf.node.lineno - 1].strip()[:TEXT] if len(lines) >= leaf.node.lineno else ""


def _file(source: Source) -> Frame:
    lost = [
        [lost.first, lost.last, _of_cell(part) + lost.reason[:100]]
        for part, lost in source.lost[:MAX_LOST]
    ]
    return {
        "path": source.path[:200],
        "module": source.module,
        "form": source.form,
        "lines": source.lines,
        "status": source.status,
        "lost": lost,
    }


def _of_cell(part: Part) -> str:
    return f"cell {part.cell}: " if part.cell else ""


def _functions_of(leaf: Leaf, module: Module, survey: Survey) -> list[Frame]:
    node = leaf.node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [_function((node.name,), "function", node, leaf, module, survey)]
    if isinstance(node, ast.ClassDef):
        first = _first_of_init(node)
        return [
            _function((node.name, method.name), kind, method, leaf, module, survey)
            for method in _definitions(leaf)
            if (kind := _method_kind(method, first))
        ]
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
        return [
            _lambda(target.id, node.value, leaf, module, survey)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
    return []


def _function(
    path: tuple[str, ...], kind: str, node: Function, leaf: Leaf, module: Module, survey: Survey
) -> Frame:
    bound = kind in ("method", "classmethod")
    frame = _described(path, kind, node.lineno, leaf, module, survey.functions[node])
    frame["parameters"] = _parameters(node.args, skip_first=bound)
    frame["empty"] = is_empty(node)
    return frame


def _lambda(name: str, node: ast.Lambda, leaf: Leaf, module: Module, survey: Survey) -> Frame:
    line = leaf.node.lineno
    frame = _described((name,), "function", line, leaf, module, survey.functions[node])
    frame["parameters"] = _parameters(node.args, skip_first=False)
    frame["empty"] = isinstance(node.body, ast.Constant) and node.body.value is None
    return frame


def _described(
    path: tuple[str, ...], kind: str, line: int, leaf: Leaf, module: Module, scope: Scope
) -> Frame:
    calls = dict.fromkeys(_resolved(call, module.aliases) for call in scope.calls if call)
    return {
        "module": module.name,
        "path": [part[:NAME] for part in path],
        "file": module.source.path[:200],
        "line": line,
        "where": leaf.part.where(line),
        "kind": kind,
        "parameters": [],
        "earlier": 0,
        "empty": False,
        "calls": _capped(list(calls), MAX_CALLS),
        "loops": scope.loops,
        "comprehensions": scope.comprehensions,
    }


def _capped(items: list[str], limit: int) -> list[str]:
    return items if len(items) <= limit else [*items[:limit], f"… and {len(items) - limit} more"]


def _resolved(call: str, aliases: dict[str, str]) -> str:
    root, dot, rest = call.partition(".")
    return (aliases[root] + dot + rest)[: names.MAX_NAME] if root in aliases else call


def _parameters(arguments: ast.arguments, *, skip_first: bool) -> list[Frame]:
    positional = [*arguments.posonlyargs, *arguments.args]
    without = len(positional) - len(arguments.defaults)
    named = enumerate(positional)
    found = [_parameter(a, "positional", default=i >= without) for i, a in named][skip_first:]
    if arguments.vararg:
        found.append(_parameter(arguments.vararg, "args", default=False))
    found += [
        _parameter(a, "keyword", default=d is not None)
        for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.kwarg:
        found.append(_parameter(arguments.kwarg, "kwargs", default=False))
    return found[:MAX_PARAMETERS]


def _parameter(argument: ast.arg, kind: str, *, default: bool) -> Frame:
    return {"name": argument.arg[:NAME], "kind": kind, "default": default}


def _first_of_init(node: ast.ClassDef) -> str:
    """Return what the constructor calls the object, ``self`` almost always."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__" and method.args.args:
            return method.args.args[0].arg
    return "self"


def _method_kind(node: Function, first_of_init: str) -> str:
    """Return how a function in a class is called; nothing for a property.

    One without a parameter for the object is called like a plain function of the class.
    """
    decorators = {d.id if isinstance(d, ast.Name) else "." for d in node.decorator_list}
    for name in sorted(PLAIN & decorators):
        return name
    if decorators & {"property", "cached_property"} or _is_setter(node):
        return ""
    positional = [*node.args.posonlyargs, *node.args.args]
    if positional:
        own = positional[0].arg in SELVES or positional[0].arg == first_of_init
        return "method" if own else "staticmethod"
    return "method" if node.args.vararg else "staticmethod"


def _is_setter(node: Function) -> bool:
    return any(
        isinstance(d, ast.Attribute) and d.attr in ("setter", "getter", "deleter")
        for d in node.decorator_list
    )


def _class(node: ast.ClassDef, part: Part, module: Module) -> Frame:
    init = next((n for n in reversed(node.body) if getattr(n, "name", "") == "__init__"), None)
    parameters = None
    if isinstance(init, (ast.FunctionDef, ast.AsyncFunctionDef)):
        parameters = _parameters(init.args, skip_first=True)
    return {
        "module": module.name,
        "name": node.name[:NAME],
        "file": module.source.path[:200],
        "line": node.lineno,
        "where": part.where(node.lineno),
        "bases": [_base(base, module.aliases) for base in node.bases[:8]],
        "init": parameters,
    }


def _base(node: ast.expr, aliases: dict[str, str]) -> str:
    return _resolved(dotted(node), aliases)


def is_empty(node: Function) -> bool:
    """Say whether a body does nothing yet: pass, a docstring, None returned, a reminder raised."""
    unset: set[str] = set()
    for statement in node.body:
        if isinstance(statement, (ast.Pass, ast.Raise)):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Assign) and _is_none(statement.value, unset):
            unset |= {t.id for t in statement.targets if isinstance(t, ast.Name)}
            continue
        if isinstance(statement, ast.Return) and _is_none(statement.value, unset):
            continue
        return False
    return True


def _is_none(value: ast.expr | None, unset: set[str]) -> bool:
    if isinstance(value, ast.Tuple):
        return all(_is_none(item, unset) for item in value.elts)
    if isinstance(value, ast.Name):
        return value.id in unset
    return value is None or (isinstance(value, ast.Constant) and value.value in (None, ..., "TODO"))


def _add_other_names(module: Module, found: dict[tuple[str, ...], Frame]) -> None:
    """Add names that are plainly given to a function: ``computeLayer = compute``."""
    for leaf in _kept(module):
        node = leaf.node
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)):
            continue
        original = found.get((node.value.id,))
        for target in node.targets if original is not None else ():
            if isinstance(target, ast.Name):
                found[target.id,] = {**original, "path": [target.id[:NAME]]}  # type: ignore[dict-item]


def _numpy_names(module: Module) -> set[str]:
    """Return the attributes of numpy, and the names from it, that a module uses."""
    bases = {local for local, name in module.aliases.items() if name == "numpy"}
    used = {attribute for base, attribute in module.scope.attributes if base in bases}
    for name in module.aliases.values():
        if name.startswith("numpy."):
            used.add(name.split(".")[1])
    return used


def _fitting(frame: Frame) -> Frame:
    """Return the frame, with lists cut where it would be too large to cross."""
    if _roughly(frame) < ROOMY:
        return frame
    for trim in TRIMS:
        if len(wire.encode(frame)) <= ROOMY:
            return frame
        note = "the submission is very large; not all of it is listed"
        frame = {**frame, **trim(frame)}
        frame["warnings"] = [*(w for w in frame["warnings"] if w != note), note]
    return frame


def _roughly(frame: Frame) -> int:
    """Return about how many bytes a frame takes, or more."""
    functions, classes = frame["functions"], frame["classes"]
    listed = sum(len(frame[name]) for name in ("files", "imports", "skipped", "warnings"))
    parameters = sum(len(f["parameters"]) for f in functions)
    parameters += sum(len(c["init"] or ()) for c in classes)
    texts = sum(len(f["calls"]) for f in functions) + len(frame["calls"])
    texts += sum(len(f["lost"]) for f in frame["files"])
    return 600 * (len(functions) + len(classes)) + 400 * listed + 130 * parameters + 120 * texts


def _shorter(frame: Frame, name: str, **most: int) -> Frame:
    """Cut lists within the items of one list of a frame."""
    cut = {key: slice(limit) for key, limit in most.items()}
    return {name: [{**i, **{k: (i[k] or [])[c] for k, c in cut.items()}} for i in frame[name]]}


def _bare(frame: Frame) -> Frame:
    """Return what is left when nothing else made it small enough."""
    few = {name: frame[name][:50] for name in ("imports", "skipped", "calls")}
    functions = {"functions": frame["functions"][:100], "classes": frame["classes"][:20]}
    return {
        **few,
        **_shorter(functions, "functions", calls=0, parameters=6),
        **_shorter(functions, "classes", init=6, bases=1),
        **_shorter({"files": frame["files"][:50]}, "files", lost=1),
        "warnings": frame["warnings"][:20],
    }


TRIMS: tuple[Callable[[Frame], Frame], ...] = (
    lambda frame: _shorter(frame, "functions", calls=8),
    lambda frame: _shorter(frame, "files", lost=3) | {"skipped": frame["skipped"][:20]},
    lambda frame: _shorter(frame, "functions", calls=0, parameters=12),
    lambda frame: {"functions": frame["functions"][:250], "files": frame["files"][:100]},
    _bare,
)
"""What is left out of too large an inventory, what is missed least first."""
