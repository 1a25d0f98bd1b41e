"""Finds what a solution defines: its sources, its functions and its classes. Runs in the judge.

An instructor's solution is no stranger's code: its source is parsed here, as its own editor does.
Only what the confined child found as well, in its sealed inventory, goes on from here.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from grader.errors import SubmissionError
from grader.examination.inventory import FoundFunction, Inventory
from grader.handing_in.submission import Submission

ENTRY_POINTS = frozenset(("main", "run", "test", "demo"))
"""Functions that run a program, and are asked of nobody."""
MAGIC = ("%", "!")
"""How lines of a notebook begin that are no Python."""


@dataclass(frozen=True)
class Definition:
    """A function or method of the solution, as it is written.

    Attributes:
        file: The file it stands in.
        node: Its syntax tree.
        owner: The class it is a method of; empty for a function.
        found: The same in the sealed inventory.
    """

    file: str
    node: ast.FunctionDef
    owner: str
    found: FoundFunction

    @property
    def name(self) -> str:
        """The name it is called by."""
        return self.node.name

    @property
    def place(self) -> str:
        """What an interface calls it: ``self.forward``, or ``forward``."""
        return f"self.{self.name}" if self.owner else self.name

    @property
    def title(self) -> str:
        """What a reader calls it: ``Network.forward``, or ``forward``."""
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters that may be given by position, without the object's."""
        named = [a.arg for a in (*self.node.args.posonlyargs, *self.node.args.args)]
        return tuple(named[1:] if self.owner and not self._is_static else named)

    @property
    def needed(self) -> int:
        """How many of them have no default."""
        return len(self.parameters) - len(self.node.args.defaults)

    @property
    def lines(self) -> int:
        """How many lines its body has, without its docstring."""
        body = self.node.body[1:] if ast.get_docstring(self.node) else self.node.body
        return sum((each.end_lineno or each.lineno) - each.lineno + 1 for each in body)

    @property
    def _is_static(self) -> bool:
        return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in self._decorators)

    @property
    def _decorators(self) -> list[ast.expr]:
        return self.node.decorator_list


@dataclass(frozen=True)
class FoundClass:
    """A class of the solution with its methods, those it inherits from another class too."""

    name: str
    file: str
    methods: Mapping[str, Definition]

    @property
    def constructor(self) -> Definition | None:
        """How it is made, where it says so itself."""
        return self.methods.get("__init__")


@dataclass(frozen=True)
class Solution:
    """What a solution defines, and the bytes it is made of."""

    submission: Submission
    inventory: Inventory
    sources: Mapping[str, str]
    functions: tuple[Definition, ...]
    classes: tuple[FoundClass, ...]

    @cached_property
    def settings(self) -> Mapping[str, object]:
        """The settings of the configurations that are handed in beside the code."""
        found: dict[str, object] = {}
        for name, content in self.submission.files:
            if name.endswith(".json"):
                found |= _settings(content)
        return found

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Every function and every method of a class, once."""
        methods = (d for c in self.classes for d in c.methods.values() if d.owner == c.name)
        return (*self.functions, *methods)


def find(submission: Submission, inventory: Inventory) -> Solution:
    """Return what a solution defines.

    Raises:
        SubmissionError: There is no Python in it, or it does not parse, or it defines nothing.
    """
    sources = dict(_sources(submission))
    if not sources:
        raise SubmissionError(
            f"{submission.id}: there is no Python in it",
            hint="name a .py file, a notebook, or a folder of them",
        )
    trees = {name: _parsed(name, text) for name, text in sources.items()}
    known = {(each.file, each.path): each for each in inventory.functions if not each.empty}
    functions = tuple(_functions(trees, known))
    classes = tuple(_classes(trees, known))
    if not functions and not classes:
        raise SubmissionError(
            f"{submission.id}: no function and no class is defined in it",
            hint="an assignment asks for functions: put the solution's code into some",
        )
    return Solution(submission, inventory, sources, functions, classes)


def written_in(node: ast.AST) -> Iterator[ast.AST]:
    """Give every node below one in the order in which they are written."""
    yield node
    for each in ast.iter_child_nodes(node):
        yield from written_in(each)


def cells_of(content: bytes) -> list[dict[str, object]]:
    """Return the cells of a notebook; none where it is none."""
    try:
        cells = json.loads(content).get("cells", [])
    except (ValueError, AttributeError):
        return []
    return [cell for cell in cells if isinstance(cell, dict)]


def source_of(cell: Mapping[str, object]) -> str:
    """Return a code cell's Python; what is for the notebook alone becomes comments."""
    if cell.get("cell_type") != "code":
        return ""
    written = cell.get("source", "")
    text = "".join(map(str, written)) if isinstance(written, list) else str(written)
    lines = text.splitlines()
    return "\n".join(f"# {line}" if line.lstrip().startswith(MAGIC) else line for line in lines)


def _settings(content: bytes) -> dict[str, object]:
    """Return the settings of one JSON file; none where it is no mapping."""
    try:
        read = json.loads(content)
    except ValueError:
        return {}
    plain = (str, int, float, bool)
    return {k: v for k, v in read.items() if isinstance(v, plain)} if isinstance(read, dict) else {}


Known = Mapping[tuple[str, tuple[str, ...]], FoundFunction]


def _sources(submission: Submission) -> Iterator[tuple[str, str]]:
    for name, content in submission.files:
        if name.endswith(".py"):
            yield name, content.decode("utf-8-sig", "replace")
        elif name.endswith(".ipynb"):
            yield name, "\n\n".join(filter(None, map(source_of, cells_of(content))))


def _parsed(name: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None) or 1
        raise SubmissionError(
            f"{name}:{line}: it is no Python ({getattr(problem, 'msg', problem)})",
            hint="a solution must run as it is; mend that line",
        ) from problem


def _functions(trees: Mapping[str, ast.Module], known: Known) -> Iterator[Definition]:
    seen: dict[str, Definition] = {}
    for file, tree in trees.items():
        for node in tree.body:
            found = known.get((file, (node.name,))) if isinstance(node, ast.FunctionDef) else None
            if found is not None and isinstance(node, ast.FunctionDef):
                seen[node.name] = Definition(file, node, "", found)
    yield from (d for name, d in seen.items() if _is_asked(name))


def _classes(trees: Mapping[str, ast.Module], known: Known) -> Iterator[FoundClass]:
    done: dict[str, FoundClass] = {}
    for file, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                inherited = {n: m for b in bases if b in done for n, m in done[b].methods.items()}
                own = dict(_methods(file, node, known))
                if own:
                    done[node.name] = FoundClass(node.name, file, {**inherited, **own})
    yield from done.values()


def _methods(file: str, node: ast.ClassDef, known: Known) -> Iterator[tuple[str, Definition]]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef):
            found = known.get((file, (node.name, each.name)))
            if found is not None:
                yield each.name, Definition(file, each, node.name, found)


def _is_asked(name: str) -> bool:
    return not name.startswith("_") and name not in ENTRY_POINTS
