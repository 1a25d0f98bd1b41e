"""Single changes of an expression or a statement, as a slip of the hand makes them. In the judge.

Each operator is given a node of a syntax tree and yields what may stand in its place, with a word
for what was changed. numpy's own slips are among them: axes, transposes, orders of a product,
means and sums. The order is always the same.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Change = tuple[str, ast.AST]
Operator = Callable[[Any], Iterator[Change]]
N = TypeVar("N", bound=ast.AST)

OTHERS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
NAMES = {
    "mean": "sum",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "std": "var",
    "var": "std",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
}
LEFT_OUT = frozenset(
    ("abs", "sqrt", "copy", "reversed", "exp", "log", "tanh", "transpose", "round")
)
ORDERED = frozenset(("dot", "matmul", "outer", "subtract", "divide", "power", "where"))


def changed(node: N, **fields: Any) -> N:
    """Return a copy of a node with some of its fields replaced."""
    new = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def arithmetic(node: ast.BinOp) -> Iterator[Change]:
    """Exchange an operator, leave an operand out, or exchange the operands."""
    for other in OTHERS.get(type(node.op), ()):
        yield "operator", changed(node, op=other())
    if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
        yield "left out", node.left
    if isinstance(node.op, ast.Mult):
        yield "left out", node.right
    if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
        yield "order", changed(node, left=node.right, right=node.left)


def sign(node: ast.UnaryOp) -> Iterator[Change]:
    """Leave a minus or a not out."""
    if isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield "left out", node.operand


def comparison(node: ast.Compare) -> Iterator[Change]:
    """Exchange one comparison for another."""
    for number, operator in enumerate(node.ops):
        for other in COMPARISONS.get(type(operator), ()):
            ops = [*node.ops[:number], other(), *node.ops[number + 1 :]]
            yield "comparison", changed(node, ops=ops)


def choice(node: ast.BoolOp) -> Iterator[Change]:
    """Exchange and with or."""
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "condition", changed(node, op=other)


def number(node: ast.Constant) -> Iterator[Change]:
    """Change a number by one, or double it; turn a truth round."""
    value = node.value
    if isinstance(value, bool):
        yield "truth", ast.Constant(not value)
    elif isinstance(value, int):
        for other in {0: (1,), 1: (0, 2), 2: (1, 3)}.get(value, (value + 1, value - 1)):
            yield "number", ast.Constant(other)
    elif isinstance(value, float):
        for changed_to in (1.0,) if value == 0 else (2 * value, -value):
            yield "number", ast.Constant(changed_to)


def call(node: ast.Call) -> Iterator[Change]:
    """Exchange a function for its neighbour, leave it out, exchange its first two arguments."""
    name = _name(node.func)
    if name in NAMES:
        yield "function", changed(node, func=_renamed(node.func, NAMES[name]))
    inner = _argument(node)
    if name in LEFT_OUT and inner is not None:
        yield "left out", inner
    if name in ORDERED and len(node.args) >= 2:
        *first, left, right = node.args
        yield "order", changed(node, args=[*first, right, left])
    if name == "range":
        yield from _ranges(node)
    for number_, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "axes", "keepdims"):
            rest = [*node.keywords[:number_], *node.keywords[number_ + 1 :]]
            yield "axis", changed(node, keywords=rest)


def transposed(node: ast.Attribute) -> Iterator[Change]:
    """Leave a transpose out."""
    if node.attr == "T" and isinstance(node.ctx, ast.Load):
        yield "transpose", node.value


def slice_(node: ast.Slice) -> Iterator[Change]:
    """Move the ends of a slice by one."""
    for name in ("lower", "upper"):
        bound = getattr(node, name)
        if bound is not None and not isinstance(bound, ast.Constant):
            yield "slice", changed(node, **{name: _plus(bound, 1)})
            yield "slice", changed(node, **{name: None})


def branch(node: ast.IfExp) -> Iterator[Change]:
    """Exchange the branches."""
    yield "condition", changed(node, body=node.orelse, orelse=node.body)


def filtered(node: ast.comprehension) -> Iterator[Change]:
    """Leave the condition of a comprehension out."""
    if node.ifs:
        yield "condition", changed(node, ifs=node.ifs[1:])


def tuple_(node: ast.Tuple) -> Iterator[Change]:
    """Exchange two neighbours in what is returned or assigned."""
    if isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            elements = [*node.elts]
            elements[i], elements[i + 1] = elements[i + 1], elements[i]
            yield "order", changed(node, elts=elements)


def condition(node: ast.If | ast.While) -> Iterator[Change]:
    """Turn a condition round."""
    if isinstance(node, ast.If):
        yield "condition", changed(node, test=ast.UnaryOp(ast.Not(), node.test))


def update(node: ast.AugAssign) -> Iterator[Change]:
    """Exchange the operator of an update, assign in place of it, or make a new array."""
    for other in OTHERS.get(type(node.op), ()):
        yield "operator", changed(node, op=other())
    yield "update", _assigned(node, node.value)
    target = copy.deepcopy(node.target)
    target.ctx = ast.Load()
    yield "in place", _assigned(node, ast.BinOp(target, node.op, node.value))


def statement(node: ast.stmt) -> Iterator[Change]:
    """Leave a statement out."""
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield "statement", ast.copy_location(ast.Pass(), node)


def flow(node: ast.Break | ast.Continue) -> Iterator[Change]:
    """Exchange break and continue."""
    other: ast.stmt = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    yield "flow", ast.copy_location(other, node)


OPERATORS: tuple[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Operator], ...] = (
    (ast.BinOp, arithmetic),
    (ast.UnaryOp, sign),
    (ast.Compare, comparison),
    (ast.BoolOp, choice),
    (ast.Constant, number),
    (ast.Call, call),
    (ast.Attribute, transposed),
    (ast.Slice, slice_),
    (ast.IfExp, branch),
    (ast.comprehension, filtered),
    (ast.Tuple, tuple_),
    (ast.If, condition),
    (ast.AugAssign, update),
    ((ast.Assign, ast.AugAssign, ast.Expr), statement),
    ((ast.Break, ast.Continue), flow),
)


def changes(node: ast.AST) -> Iterator[Change]:
    """Return everything that one node may be changed to."""
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)


def neighbours(node: ast.AST, names: frozenset[str]) -> Iterator[Change]:
    """Exchange a name that ends in a digit for its neighbour, such as W1 for W2."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in _neighbours(node.id, names):
            yield "neighbour", changed(node, id=other)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        for other in _neighbours(node.attr, names):
            yield "neighbour", changed(node, attr=other)


def _neighbours(name: str, names: frozenset[str]) -> Iterator[str]:
    if name[-1:].isdigit():
        digit = int(name[-1])
        yield from (n for n in (f"{name[:-1]}{digit + 1}", f"{name[:-1]}{digit - 1}") if n in names)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _renamed(function: ast.expr, name: str) -> ast.expr:
    if isinstance(function, ast.Attribute):
        return changed(function, attr=name)
    return ast.Name(name, ast.Load())


def _argument(node: ast.Call) -> ast.expr | None:
    """Return what is left of a call that is left out: its first argument, or its object."""
    if node.args:
        return node.args[0]
    return node.func.value if isinstance(node.func, ast.Attribute) else None


def _ranges(node: ast.Call) -> Iterator[Change]:
    if len(node.args) == 1:
        yield "range", changed(node, args=[ast.Constant(1), node.args[0]])
    last = 0 if len(node.args) == 1 else 1
    for by in (1, -1):
        args = [*node.args]
        args[last] = _plus(args[last], by)
        yield "range", changed(node, args=args)


def _plus(node: ast.expr, by: int) -> ast.expr:
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def _assigned(node: ast.AugAssign, value: ast.expr) -> ast.Assign:
    return ast.copy_location(ast.Assign([node.target], value), node)
