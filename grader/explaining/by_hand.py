"""One small input as lines to paste, with the right answer beside it. Runs in the judge."""

from typing import Any

import numpy as np

from grader.explaining.example import Example
from grader.explaining.page import Code
from grader.explaining.trying import HEAD
from grader.kinds import ReferenceFunction

MOST = 40
"""How many numbers somebody pastes."""
WIDE = 72


def by_hand(function: ReferenceFunction, shown: Example) -> Code | None:
    """Return lines that call a function on the example; ``None`` where it is too large."""
    if sum(int(np.size(value)) for value in shown.arguments.values()) > MOST:
        return None
    given = [f"{name} = {_literal(value)}" for name, value in shown.arguments.items()]
    names = ", ".join(shown.arguments)
    lines = [*given, f"print({function.name}({names}))", *_due(shown)]
    return Code(HEAD + "\n".join(lines), "python")


def _literal(value: Any) -> str:
    """Return a value as Python writes it; rows of a long array each on a line."""
    if not isinstance(value, np.ndarray):
        return repr(value)
    listed = repr(value.tolist())
    if len(listed) > WIDE:
        listed = listed.replace("], [", "],\n    [")
    return f"np.array({listed})"


def _due(shown: Example) -> list[str]:
    of = " of ".join(each for each in (shown.place, shown.output) if each)
    return [f"# right{f', {of}' if of else ''}: {shown.right}"]
