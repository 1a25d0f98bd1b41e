"""Which functions of a network the methods of a class are, or functions that share a dictionary.

The forward pass is tried first, over a few architectures and activations, since it tells which
network it is; then its gradients, its loss and its steps are tried with that network alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.drafting.asking import Asking
from grader.drafting.candidates import Candidate, Form, Match
from grader.drafting.finding import Definition
from grader.drafting.matching import ACTIVATIONS, BACKPROP, PATHS, WIDTHS
from grader.drafting.trial import Trials
from grader.models.report import Diagnosis

WRONG = "{title}: its answers are not those of {function}, {why}. Is it wrong? It is not asked."
"""What is said of a definition whose name or place is known, and whose answers are not."""


@dataclass(frozen=True)
class Network:
    """A network that was found: how it is made, and what its methods are.

    Attributes:
        form: How it is made and where its parameters are.
        architecture: Which network it is, as far as was tried.
        matches: What its methods were taken for: the forward pass, the gradients, the loss, steps.
        wrong: What is to be said of methods whose answers are those of a known mistake.
    """

    form: Form
    architecture: str
    matches: tuple[Match, ...]
    wrong: Mapping[str, str] = field(default_factory=dict)


def mistaken(candidate: Candidate, mistake: Diagnosis) -> str:
    """Return what is to be said of a definition with a known mistake."""
    why = f"but those of a known mistake: {mistake.title}"
    return WRONG.format(title=candidate.subject.title, function=candidate.function, why=why)


def search(
    form: Form,
    layers: int,
    methods: Sequence[Definition],
    trials: Trials,
    *,
    slopes: Sequence[Candidate] = (),
) -> Network | None:
    """Return the network that methods compute in a form, or nothing where none was right."""
    tried = form.architectures or tuple(_architectures(form, layers))
    asking = Asking(form, layers, methods, slopes)
    forward = trials.matches(c for a in tried for c in asking.forward(a))
    known = _deepest([m.candidate.architecture for m in forward], tried)
    passes = [m for m in forward if m.candidate.architecture in known]
    before = passes[0].candidate if passes else None
    backward = trials.matches(c for a in known or tried for c in asking.backward(a, before))
    chosen = _deepest([m.candidate.architecture for m in backward], tried) or known
    if not chosen:
        return _by_steps(form, tried, asking, trials)
    architecture = chosen[0]
    taken = [m for m in (*passes, *backward) if m.candidate.architecture == architecture]
    loss = trials.matches(asking.loss(architecture, before))
    gradient = next((m.candidate for m in taken if m.candidate.function == BACKPROP), None)
    done = [m.candidate.subject for m in (*taken, *loss)]
    path = trials.matches(asking.steps(architecture, gradient, done))
    wrong = dict(_wrong(asking, architecture, before, trials)) if gradient is None else {}
    return Network(form, architecture, tuple(_firsts([*taken, *loss, *path])), wrong)


def of_names(
    form: Form, methods: Sequence[Definition], trials: Trials, kept: Collection[str]
) -> Network | None:
    """Return the network whose parameters an object keeps under the catalogue's own names."""
    for function in trials.registry.functions.values():
        if function.tensors and set(function.tensors) <= set(kept):
            own = replace(form, parameters=tuple(f"self.{name}" for name in function.tensors))
            asking = Asking(own, 0, methods)
            found = trials.matches(asking.backward("", None, function.name))
            if found:
                return Network(own, "", tuple(found[:1]))
    return None


def _wrong(
    asking: Asking, architecture: str, before: Candidate | None, trials: Trials
) -> Iterator[tuple[str, str]]:
    """Give what is to be said of the method that takes the gradients, where it is mistaken."""
    slip = trials.mistake(asking.backward(architecture, before))
    if slip is not None:
        yield slip[0].subject.title, mistaken(*slip)


def _by_steps(form: Form, tried: Sequence[str], asking: Asking, trials: Trials) -> Network | None:
    """Return the network that only takes steps: a class that trains another one's object."""
    paths = trials.matches(c for each in tried for c in asking.steps(each, None))
    found = paths[:1]
    return Network(form, found[0].candidate.architecture, tuple(found)) if found else None


def _architectures(form: Form, layers: int) -> Iterator[str]:
    """Give the networks to try; of a constructor that is told the activation, its default."""
    own = form.facts.get("activation")
    activations = (own,) if own in ACTIVATIONS else ACTIVATIONS
    for count in (layers,) if layers else (3, 2):
        if count in WIDTHS:
            for activation in activations:
                yield f"{WIDTHS[count]} {activation}"


def _deepest(found: Sequence[str], tried: Sequence[str]) -> tuple[str, ...]:
    """Return those of the tried networks that were found, in the order they were tried in."""
    return tuple(each for each in tried if each in found)


def _firsts(matches: Sequence[Match]) -> Iterator[Match]:
    """Give the likeliest match of each function, and none twice for one method."""
    seen: set[str] = set()
    for match in matches:
        name = match.candidate.function
        name = PATHS[1] if name in PATHS else name
        if name not in seen:
            seen.add(name)
            yield match
