"""Reference functions and conventions whose code was replaced by what came of their calls."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.kinds import Arguments, Case, Convention, Misconception, Parameter, ReferenceFunction
from grader.recorded.calls import Calls, Lookup, Recording
from grader.recorded.plain import Reader, Writer, digest

Rng = np.random.Generator
ELSEWHERE = (81_001, 81_002)
"""Seeds of other draws: an input that they draw too is the same for everybody."""


@dataclass(frozen=True, slots=True)
class RecordedCase:
    """One input."""

    part: str
    label: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class RecordedParameter:
    """A parameter's names."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class RecordedConvention:
    """A convention in words, with calls in the place of code."""

    id: str
    axis: str
    claim: str
    shared: bool = False
    harmless: bool = False
    listed: bool = False
    present: Callable[[Arguments], Arguments] | None = None
    function: Callable[..., Any] | None = None
    named: Mapping[str, Any] = field(default_factory=dict)
    magnitude: Callable[..., Any] | None = None
    equivalents: tuple[Callable[..., Any], ...] = ()
    under: tuple[str, ...] = ()
    adapt: Callable[[Any, Arguments], Any] | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class RecordedFunction:
    """A reference function in words, with calls in the place of code; no misconception."""

    name: str
    title: str
    asks: str
    parameters: Sequence[Parameter]
    right: Callable[..., Any]
    draw: Callable[[Rng], Sequence[Case]]
    small: Callable[[Rng], Sequence[Case]]
    parts: Mapping[str, float]
    outputs: tuple[str, ...] = ()
    tensors: tuple[str, ...] = ()
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    facts: Callable[[Arguments], Mapping[str, Any]] | None = None
    conventions: Sequence[Convention] = ()
    misconceptions: Sequence[Misconception] = ()
    magnitude: Callable[..., Any] | None = None
    terms: Callable[..., int] | None = None
    equivalents: Sequence[Callable[..., Any]] = ()
    aliases: tuple[str, ...] = ()
    exact: bool = False
    hints: tuple[str, ...] = ()


OWN = ("right", "facts", "magnitude", "terms")
OF_CONVENTIONS = ("present", "function", "magnitude", "adapt")
WORDS = ("name", "title", "asks", "outputs", "tensors", "aliases", "exact", "hints")
CONVENTION_WORDS = ("id", "axis", "claim", "shared", "harmless", "listed", "named", "under")


def recording(function: ReferenceFunction, kept: Collection[str]) -> RecordedFunction:
    """Return a function that remembers its calls, with the conventions that are kept."""
    conventions = tuple(_convention(c) for c in function.conventions if c.id in kept)
    return RecordedFunction(
        **{name: getattr(function, name) for name in WORDS},
        **{name: _recorded(getattr(function, name)) for name in OWN},
        parameters=tuple(RecordedParameter(p.name, tuple(p.aliases)) for p in function.parameters),
        parts=dict(function.parts),
        shapes=dict(function.shapes),
        draw=_Draws(function.draw, apart=True),
        small=_Draws(function.small, apart=False),
        conventions=conventions,
        equivalents=tuple(Recording(each) for each in function.equivalents),
    )


def _convention(convention: Convention) -> RecordedConvention:
    return RecordedConvention(
        **{name: getattr(convention, name) for name in CONVENTION_WORDS},
        **{name: _recorded(getattr(convention, name)) for name in OF_CONVENTIONS},
        equivalents=tuple(Recording(each) for each in convention.equivalents),
    )


def _recorded(function: Callable[..., Any] | None) -> Any:
    return None if function is None else Recording(function)


def own_inputs(function: ReferenceFunction, rng: Rng) -> tuple[Case, ...]:
    """Return a draw without the inputs that every draw has: these are scored ones too."""
    others = (np.random.default_rng(seed) for seed in ELSEWHERE)
    common = {digest(dict(case.arguments)) for other in others for case in function.draw(other)}
    return tuple(c for c in function.draw(rng) if digest(dict(c.arguments)) not in common)


class _Draws:
    """Draws inputs, and keeps them under the state of what they were drawn from."""

    def __init__(self, draw: Callable[[Rng], Sequence[Case]], *, apart: bool) -> None:
        self.original = draw
        self.draw = draw
        self.apart = apart
        self.calls: dict[str, list[dict[str, Any]]] = {}

    def __call__(self, rng: Rng) -> Sequence[Case]:
        key = _state(rng)
        cases = own_inputs(self, rng) if self.apart else tuple(self.draw(rng))  # type: ignore[arg-type]
        self.calls[key] = [
            {"part": c.part, "label": c.label, "arguments": dict(c.arguments)} for c in cases
        ]
        return cases


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Gives the inputs that were drawn in the same state."""

    calls: Mapping[str, Any]
    value: Callable[[Any], Any]

    def __call__(self, rng: Rng) -> Sequence[Case]:
        return tuple(RecordedCase(**each) for each in self.value(self.calls[_state(rng)]))


def _state(rng: Rng) -> str:
    return digest(dict(rng.bit_generator.state))


def written(function: RecordedFunction, writer: Writer) -> dict[str, Any]:
    """Return a recorded function as JSON; its arrays are the writer's."""
    return {
        "words": writer.plain({name: getattr(function, name) for name in (*WORDS, "parts")}),
        "shapes": writer.plain(dict(function.shapes)),
        "parameters": [[p.name, list(p.aliases)] for p in function.parameters],
        "calls": {
            name: _calls(getattr(function, name), writer) for name in (*OWN, "draw", "small")
        },
        "equivalents": [_calls(each, writer) for each in function.equivalents],
        "conventions": [dict(_told(each, writer)) for each in function.conventions],
    }


def _told(convention: Any, writer: Writer) -> Iterator[tuple[str, Any]]:
    words = {name: getattr(convention, name) for name in CONVENTION_WORDS}
    yield "words", writer.plain(words)
    yield "calls", {n: _calls(getattr(convention, n), writer) for n in OF_CONVENTIONS}
    yield "equivalents", [_calls(each, writer) for each in convention.equivalents]


def _calls(recorded: Any, writer: Writer) -> Calls | None:
    if recorded is None:
        return None
    return {key: writer.plain(result) for key, result in recorded.calls.items()}


def read(data: Mapping[str, Any], reader: Reader) -> RecordedFunction:
    """Return a function as it was written: look-ups alone."""
    calls = data["calls"]
    return RecordedFunction(
        **reader.value(data["words"]),
        **{name: _lookup(calls[name], reader) for name in OWN},
        shapes=reader.value(data["shapes"]),
        parameters=tuple(RecordedParameter(n, tuple(others)) for n, others in data["parameters"]),
        draw=_Drawn(calls["draw"], reader.value),
        small=_Drawn(calls["small"], reader.value),
        equivalents=tuple(_lookup(each, reader) for each in data["equivalents"]),
        conventions=tuple(_read_convention(each, reader) for each in data["conventions"]),
    )


def _read_convention(data: Mapping[str, Any], reader: Reader) -> RecordedConvention:
    return RecordedConvention(
        **reader.value(data["words"]),
        **{name: _lookup(data["calls"][name], reader) for name in OF_CONVENTIONS},
        equivalents=tuple(_lookup(each, reader) for each in data["equivalents"]),
    )


def _lookup(calls: Mapping[str, Any] | None, reader: Reader) -> Any:
    if calls is None:
        return None
    return Lookup({key: _result(plain) for key, plain in calls.items()}, reader.value)


def _result(plain: Any) -> Any:
    """Return one call's result as the look-up has it: still plain, until it is asked for."""
    ((_, items),) = plain.items()
    return dict(items)
