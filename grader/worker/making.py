"""An object to call methods of, also where its constructor wants what nobody gives. Runs confined.

The constructor runs once. For every parameter that must be given it gets ``None``: one that only
stores what it is given has then done its work, and one that fails has set what came before. No
value is guessed. What could not be made as the student makes it is said with every exception.
"""

import inspect
from typing import Any

FEW = 6
TEXT = 100


def make(owner: Any) -> tuple[Any, str]:
    """Return an object of a class, and what to know of it: nothing where all went well.

    Raises:
        BaseException: What the constructor raised where not even an empty object can be had.
    """
    try:
        needed = _needed(owner)
        made = owner.__new__(owner) if needed else owner()
    except Exception as problem:  # noqa: BLE001 - a student's constructor may raise anything
        return _empty(owner, problem), f"{_name(owner)}() failed with {_told(problem)}"
    return (made, _initialised(made, owner, needed)) if needed else (made, "")


def _initialised(made: Any, owner: Any, needed: dict[str, Any]) -> str:
    """Run the constructor with nothing for what must be given; say so."""
    names = ", ".join([*needed][:FEW])
    said = f"{_name(owner)} wants {names} when it is made, and nothing to give it is known here"
    positional = [None for kind in needed.values() if kind is not inspect.Parameter.KEYWORD_ONLY]
    named = {n: None for n, kind in needed.items() if kind is inspect.Parameter.KEYWORD_ONLY}
    try:
        owner.__init__(made, *positional, **named)
    except Exception as problem:  # noqa: BLE001 - the same
        return f"{said}; with None its constructor fails ({_told(problem)})"
    return f"{said}; it was made with None"


def _needed(owner: Any) -> dict[str, Any]:
    """Return the parameters without which a class cannot be called, each with its kind."""
    try:
        given = list(inspect.signature(owner.__init__).parameters.values())[1:]
    except (TypeError, ValueError):
        return {}
    spread = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {p.name: p.kind for p in given if p.default is p.empty and p.kind not in spread}


def _empty(owner: Any, problem: Exception) -> Any:
    """Return an object whose constructor did not run."""
    try:
        return object.__new__(owner)
    except TypeError:
        raise problem from None


def _name(owner: Any) -> str:
    return str(getattr(owner, "__name__", type(owner).__name__))[:TEXT]


def _told(problem: BaseException) -> str:
    try:
        return f"{type(problem).__name__}: {problem}"[:TEXT]
    except BaseException:  # noqa: BLE001 - the text is the student's to spoil
        return type(problem).__name__[:TEXT]
