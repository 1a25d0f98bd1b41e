"""How a submission's class, or its functions, are made, set, called and read. Runs in the judge."""

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from grader.worker.adapters import ADAPTERS

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]
Arguments = list[Any] | dict[str, Any]

LAYER = ("{l}", "{i}")
"""What stands for the number of a layer: from 1, and from 0."""
MADE = "self"
"""The object that is made of the submission's class."""


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True
    )


class Call(_Part):
    """One thing a submission can do: what is called with what, and where the result is.

    ``call`` is a place such as ``self.forward``, or the name of a function. Arguments and results
    are expressions: the name of an argument or a fact, a place, ``{value: …}`` for a word taken as
    it is, ``{dict: …}``, ``{call: place, with: …}`` for a function with some arguments given,
    ``{either: […]}`` for the first that is there. An argument ``{optional: …}`` is left out where
    the submission's function does not take it. ``aliases`` are other names of the method or
    function. ``after`` names calls that come first. Nothing in ``gives`` means what the call
    returned. ``each`` names arguments that are series, such as batches: the call, and those that
    come first, are made once for each of their items. ``keeps`` gives results names that later
    calls may use.
    """

    call: str = ""
    aliases: tuple[Name, ...] = ()
    with_: Arguments = Field(default_factory=list, alias="with")
    after: tuple[Name, ...] = ()
    gives: Any = None
    each: tuple[Name, ...] = ()
    once: bool = False
    keeps: Mapping[Name, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        alone = {key for key in ("after", "aliases", "each") if isinstance(data.get(key), str)}
        return {key: [value] if key in alone else value for key, value in data.items()}

    @property
    def method(self) -> str:
        """The name of the object's method that is called; empty where it is something else."""
        steps = place(self.call) if self.call else []
        return str(steps[1][1]) if len(steps) == 2 and steps[0] == MADE else ""


class Interface(_Part):
    """How to construct, where parameters are, and what each thing is called.

    Attributes:
        class_: The class; empty where a submission has functions alone.
        aliases: Other names of the class.
        construct_: Arguments of the constructor, as expressions.
        parameters: Places of the parameters in the order W1, b1, W2, b2, …; with ``{l}`` (the
            number of a layer, from 1) or ``{i}`` (from 0), the places of one layer.
        facts: What an expression may name where no question says it, such as ``hidden: 3``.
        calls: By a check's name, or by a word of its kind such as ``fit`` and ``predict``.
        adapter: The framework whose tensors stand for arrays; empty for numpy alone.
        others: Further classes of the same submission, each with calls of its own.
    """

    class_: str = Field(default="", alias="class")
    aliases: tuple[str, ...] = ()
    construct_: Arguments = Field(default_factory=list, alias="construct")
    parameters: tuple[str, ...] = ()
    facts: Mapping[Name, Any] = Field(default_factory=dict)
    calls: Mapping[Name, Call] = Field(default_factory=dict)
    adapter: str = Field(default="", pattern=f"^({'|'.join(ADAPTERS)})?$")
    others: tuple["Interface", ...] = ()

    @property
    def every(self) -> tuple["Interface", ...]:
        """This interface and the others beside it."""
        return (self, *(each for other in self.others for each in other.every))

    def of(self, name: str) -> "Interface | None":
        """Return the interface that describes a call of this name."""
        return next((each for each in self.every if name in each.calls), None)

    @model_validator(mode="after")
    def _a_call_is_described_once(self) -> Self:
        names = [name for each in self.every for name in each.calls]
        twice = next((name for name in names if names.count(name) > 1), "")
        if twice:
            raise ValueError(f"calls: two of the classes describe {twice!r}; rename one of them")
        return self

    @model_validator(mode="after")
    def _places_are_places(self) -> Self:
        for written in self.parameters:
            place(written.replace("{l}", "1").replace("{i}", "0"))
        for name, call in self.calls.items():
            unknown = [other for other in call.after if other not in self.calls]
            if unknown:
                raise ValueError(f"calls.{name}: after: no call {unknown[0]!r} is described")
            if call.call:
                place(call.call)
        return self


def place(written: str) -> list[Any]:
    """Read a place such as ``self.layers[0].W`` or ``returned['dW1']``.

    Raises:
        ValueError: It is none; the sentence says what may stand there.
    """
    return [each if isinstance(each, str) else list(each) for each in _read(written)]


@lru_cache(maxsize=1024)
def _read(written: str) -> tuple[Any, ...]:
    """Read a place once: every epoch that is driven names a few."""
    try:
        steps = _steps(ast.parse(written.strip(), mode="eval").body)
    except (SyntaxError, TypeError, ValueError):
        message = f"{written!r} is no place: write names, .attributes and [items] such as self.W[0]"
        raise ValueError(message) from None
    return tuple(steps)


def _steps(node: ast.expr) -> list[Any]:
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [*_steps(node.value), ["attribute", node.attr]]
    if isinstance(node, ast.Subscript):
        key = ast.literal_eval(node.slice)
        if isinstance(key, (int, str)) and not isinstance(key, bool):
            return [*_steps(node.value), ["item", key]]
    raise TypeError
