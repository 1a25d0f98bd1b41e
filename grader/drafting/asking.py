"""Writes candidates for the methods of one network: its passes, its loss, its steps."""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from grader.binding.near_names import fold
from grader.drafting import roles
from grader.drafting.answers import answers_of, gradients_of, returned
from grader.drafting.candidates import Call, Candidate, Form
from grader.drafting.finding import Definition
from grader.drafting.matching import BACKPROP, DECAYED, FORWARD, LOSS, PATHS

GIVEN: Mapping[str, Any] = {"once": 1, "quiet": False, "training": True}
"""What parameters of these roles are given: one epoch, no printing, the pass of training."""
SETTINGS: Mapping[str, Mapping[str, float]] = {
    "trajectory_momentum": {"momentum": 0.9},
    "trajectory_adagrad": {"epsilon": 1e-8},
    "trajectory_adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
}
"""Optimisers that a class may be told by name, with the settings that such code has fixed."""
TRAINS = frozenset((roles.GRADIENTS, "learning_rate", "once"))
"""What a method is given that changes parameters: it is neither a pass nor a loss."""
STEPPED = frozenset(("X", "T", "learning_rate", "strength", "examples"))
WORDS = {
    FORWARD: frozenset("X"),
    LOSS: frozenset("XT"),
    DECAYED: frozenset(("X", "T", "strength")),
    BACKPROP: frozenset("XT"),
    **dict.fromkeys((*PATHS, *SETTINGS), STEPPED),
}
"""What a question of each function says, beside parameters and facts."""


class Asking:
    """Writes candidates for the methods of one form."""

    def __init__(
        self,
        form: Form,
        layers: int,
        methods: Sequence[Definition],
        slopes: Sequence[Candidate] = (),
    ) -> None:
        self._form = form
        self._slopes = slopes
        self._layers = layers
        self._methods = [m for m in methods if not m.name.startswith("__")]

    def forward(self, architecture: str) -> Iterator[Candidate]:
        """Give every method of inputs alone as the forward pass, wherever its answer may be."""
        for rank, method in enumerate(self._with("X", without="T")):
            for gives in answers_of(method):
                yield from self._candidate(method, FORWARD, architecture, gives, rank=rank)

    def backward(
        self, architecture: str, forward: Candidate | None, function: str = BACKPROP
    ) -> Iterator[Candidate]:
        """Give every method of targets as the gradients, after the forward pass."""
        for method in self._methods:
            asked = set(self._roles(method))
            if not asked & {"T", roles.CACHE, roles.UPSTREAM} or asked & TRAINS:
                continue
            passes = (b for p in self._passes(method, forward) for b in self._upstream(method, p))
            for before in passes:
                for gives in gradients_of(method, self._names()):
                    yield from self._candidate(method, function, architecture, gives, before=before)

    def loss(self, architecture: str, forward: Candidate | None) -> Iterator[Candidate]:
        """Give every method of targets as the loss."""
        for method in self._with("T"):
            for before in self._passes(method, forward):
                yield from self._candidate(method, LOSS, architecture, None, before=before)
                if "strength" in self._form.facts:
                    yield from self._candidate(
                        method, DECAYED, architecture, None, before=before, rank=1
                    )

    def steps(
        self, architecture: str, gradient: Candidate | None, done: Collection[Definition] = ()
    ) -> Iterator[Candidate]:
        """Give every method that may take steps: an update by gradients, or a whole training.

        Those of ``done`` are something else.
        """
        for method in (each for each in self._methods if each not in done):
            asked = set(self._roles(method))
            gives = list(self._form.parameters)
            keeps = {} if self._form.owner else _returned_to(self._form)
            call = {"each": ["X", "T"], "gives": gives, **({"keeps": keeps} if keeps else {})}
            by_gradients = roles.GRADIENTS in asked and gradient is not None
            if by_gradients and gradient is not None:
                before = _kept(gradient)
            elif {"X", "T"} <= asked or "both" in asked:
                before = {}
            else:
                continue
            for rank, path in enumerate(self._paths()):
                yield from self._candidate(
                    method, path, architecture, None, before=before, call=call, rank=rank
                )

    def _paths(self) -> Iterator[str]:
        """Give the paths that a class may take: with decay, and by the optimiser it is told."""
        if "strength" in self._form.facts:
            yield PATHS[0]
        yield PATHS[1]
        if "optimiser" in self._form.facts:
            yield from SETTINGS

    def _with(self, role: str, *, without: str = "") -> list[Definition]:
        found = []
        for method in self._methods:
            asked = self._roles(method)
            if role in asked and without not in asked and not TRAINS & set(asked):
                found.append(method)
        return found

    def _roles(self, method: Definition) -> list[str]:
        return [roles.role_of(name) for name in method.parameters]

    def _names(self) -> list[str]:
        """Return the short names of the parameters: W1 of ``self.W1``, W of ``params['W']``."""
        written = self._form.parameters
        if "{l}" in "".join(written) or any("']" in each and "{i}" in each for each in written):
            count = self._layers or 2
            marks = range(1, count + 1) if "{l}" in "".join(written) else range(count)
            short = [_short(each) for each in written]
            return [
                each.replace("{l}", str(n)).replace("{i}", str(n))
                if "{" in each
                else f"{each}{number}"
                for number, n in enumerate(marks, start=1)
                for each in short
            ]
        return [_short(each) for each in written]

    def _passes(self, method: Definition, forward: Candidate | None) -> Iterator[dict[str, Call]]:
        """Give what comes before a method: nothing where it runs the forward pass itself."""
        if forward is None:
            options = [each for each in self._with("X", without="T") if each is not method]
        else:
            options = [forward.subject]
        for option in options:
            if _calls(method, option.name):
                yield {}
                continue
            written = forward.call if forward is not None else self._call(option, WORDS[BACKPROP])
            if written is not None:
                tuple_ = isinstance(returned(option), ast.Tuple)
                own = {k: v for k, v in written.items() if k != "gives"}
                kept = {roles.CACHE: "returned[-1]" if tuple_ else "returned"}
                needs = roles.CACHE in self._roles(method)
                yield {"forward": {**own, "keeps": kept} if needs else own}
        if not options:
            yield {}

    def _upstream(
        self, method: Definition, before: Mapping[str, Call]
    ) -> Iterator[Mapping[str, Call]]:
        """Give what comes before a method that is handed the gradient of the loss."""
        if roles.UPSTREAM not in self._roles(method):
            yield before
            return
        for slope in self._slopes:
            words = {"target": "T", "prediction": "prediction"}
            given = [words.get(each, each) for each in slope.call["with"]]
            first = {**before.get("forward", {})}
            first["keeps"] = {**first.get("keeps", {}), "prediction": "returned"}
            own = {"call": slope.call["call"], "with": given, "after": ["forward"]}
            yield {"forward": first, "slope": {**own, "keeps": {roles.UPSTREAM: "returned"}}}

    def _candidate(
        self,
        method: Definition,
        function: str,
        architecture: str,
        gives: Any,
        *,
        before: Mapping[str, Call] | None = None,
        call: Mapping[str, Any] | None = None,
        rank: int = 0,
    ) -> Iterator[Candidate]:
        kind = _kind(function)
        kept = {name for each in (before or {}).values() for name in each.get("keeps", {})}
        counted = roles.COUNT in self._roles(method)
        for axis in (0, 1) if counted else (0,):
            own = self._call(method, WORDS.get(function, WORDS[BACKPROP]) | kept, axis=axis)
            if own is None:
                return
            written = {**own, **(call or {})}
            if before:
                written["after"] = [list(before)[-1]]
            if gives is not None:
                written["gives"] = gives
            yield Candidate(
                subject=method,
                kind=kind,
                function=function,
                call=written,
                form=self._form,
                architecture=architecture,
                before=before or {},
                settings=SETTINGS.get(function, {}),
                rank=rank,
            )

    def _call(
        self, method: Definition, known: AbstractSet[str], *, axis: int = 0
    ) -> dict[str, Any] | None:
        """Return how a method is called by what its parameters' names say; ``None``: who knows."""
        arguments: dict[str, Any] = {}
        for number, name in enumerate(method.parameters):
            value = self._argument(name, known)
            value = f"X.shape[{axis}]" if value == roles.COUNT else value
            if value is not None:
                arguments[name] = value
            elif number < method.needed:
                return None
        prefix = method.parameters[: len(arguments)]
        if tuple(arguments) == tuple(prefix):
            return {"call": method.place, "with": list(arguments.values())}
        return {"call": method.place, "with": arguments}

    def _argument(self, name: str, known: AbstractSet[str]) -> Any:
        """Return what a parameter is given where only these words are known; ``None``: nothing."""
        if name in self._form.facts and not self._form.owner:
            return name
        chosen = self._chosen(name)
        if chosen is not None:
            return chosen
        role = roles.role_of(name)
        if role in GIVEN:
            return GIVEN[role]
        if role == "both" and {"X", "T"} <= known:
            return ["X", "T"]
        return role if role in known or role == roles.COUNT else None

    def _chosen(self, name: str) -> Any:
        """Return the activation handed over as a function: the method that chooses by a word."""
        for method in self._methods:
            if fold(method.name) == fold(name) and len(method.parameters) == 2:
                return {"call": method.place, "with": {method.parameters[1]: "activation"}}
        return None


def _kind(function: str) -> str:
    """Return the kind of check by which a network's function is asked."""
    if function in PATHS or function in SETTINGS:
        return "trajectory"
    return "values" if function in {FORWARD, LOSS, DECAYED} else "gradient"


def _kept(gradient: Candidate) -> dict[str, Call]:
    """Return the calls before an update: those of the gradients, whose result is kept."""
    own = {k: v for k, v in gradient.call.items() if k != "gives"}
    keeps = {**own.get("keeps", {}), roles.GRADIENTS: "returned"}
    return {**gradient.before, "backward": {**own, "keeps": keeps}}


def _returned_to(form: Form) -> dict[str, Any]:
    """Let parameters that a function returns be those of the next step."""
    name = next(iter(form.facts), "")
    return {name: {"either": ["returned", name]}} if name else {}


def _calls(method: Definition, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr == name)
            or (isinstance(node.func, ast.Name) and node.func.id == name)
        )
        for node in ast.walk(method.node)
    )


def _short(place: str) -> str:
    """Return the last name of a place: ``W1`` of ``self.W1``, ``W`` of ``self.fc{l}['W']``."""
    if place.endswith("']"):
        return place.rpartition("['")[2][:-2]
    return place.rpartition(".")[2]
