"""The catalogue's wrong code as text that stands alone. Runs in the judge."""

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

NAME = "wrong_code"
MODULES = ("np", "math")


def standing_alone(function: Callable[..., Any]) -> str | None:
    """Return the source of wrong code as a function ``wrong_code``; ``None`` where it needs more.

    It may use numpy as ``np`` and ``math``; annotations are left out.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return None
    definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if len(tree.body) != 1 or not definitions or _needs_more(inspect.unwrap(function)):
        return None
    found = definitions[0]
    found.decorator_list, found.returns, own = [], None, found.name
    for node in ast.walk(found):
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.Name) and node.id == own:
            node.id = NAME
    found.name = NAME
    return "import math\nimport numpy as np\n\n" + ast.unparse(found) + "\n"


def _needs_more(function: Any) -> bool:
    """Say whether code uses names that it does not bring along."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_freevars:
        return True
    known = {*MODULES, *dir(builtins), function.__name__}
    used = {name for each in _codes(code) for name in each.co_names}
    return any(name in function.__globals__ for name in used - known)


def _codes(code: Any) -> list[Any]:
    inner = [each for each in code.co_consts if inspect.iscode(each)]
    return [code, *(deep for each in inner for deep in _codes(each))]
