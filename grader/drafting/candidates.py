"""What a definition of the solution might be: a function of the catalogue, asked in one way.

Plain nouns; whether a candidate is right is for the trial.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.drafting.finding import Definition

Call = Mapping[str, Any]
"""A call as an interface writes it."""


@dataclass(frozen=True)
class Form:
    """How objects of a class are made and where its parameters are; none: functions alone.

    Attributes:
        owner: The class; empty for functions.
        construct: Arguments of its constructor, as an interface writes them.
        parameters: Places of the parameters, ``{l}`` and ``{i}`` for a layer's number.
        facts: What expressions may name where no question says it.
        doubts: What could not be decided about it, in sentences.
        architectures: The networks it may be, where its sizes stand in the source.
    """

    owner: str = ""
    construct: Any = field(default_factory=list)
    parameters: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()

    def interface(self, calls: Mapping[str, Call]) -> dict[str, Any]:
        """Return the interface of these calls, as a YAML file would say it."""
        said = {
            "class": self.owner,
            "construct": self.construct,
            "parameters": list(self.parameters),
            "facts": dict(self.facts),
        }
        return {**{key: value for key, value in said.items() if value}, "calls": dict(calls)}


@dataclass(frozen=True)
class Candidate:
    """One way to ask a definition for a function of the catalogue.

    Attributes:
        subject: The definition that is asked.
        kind: The kind of the check.
        function: The catalogue's function.
        call: How it is called.
        form: What of.
        architecture: The network, where it is one of a network's functions.
        before: Calls that come first, by their names.
        word: The text it is given to choose by, such as ``tanh``; empty where there is none.
        settings: Of an optimiser, in the place of drawn ones.
        rank: How much speaks for it before it was tried; the lowest is the best.
        plain: Whether a check without an interface asks the same.
        told: Whether every argument's name says what it is.
    """

    subject: Definition
    kind: str
    function: str
    call: Call
    form: Form = Form()
    architecture: str = ""
    before: Mapping[str, Call] = field(default_factory=dict)
    word: str = ""
    settings: Mapping[str, float] = field(default_factory=dict)
    rank: int = 0
    plain: bool = False
    told: bool = False

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of its check."""
        said = {"architecture": self.architecture, "settings": dict(self.settings)}
        return {key: value for key, value in said.items() if value}


@dataclass(frozen=True)
class Match:
    """A candidate that earned its marks.

    Attributes:
        candidate: What was tried.
        conventions: The conventions that its answers are in, where they are not the usual ones.
        parts: The parts it earned, in order; those it did not are not here.
        lost: The parts that its answers are not right in.
        seconds: How long its answers took.
    """

    candidate: Candidate
    conventions: tuple[str, ...]
    parts: tuple[str, ...]
    lost: tuple[str, ...] = ()
