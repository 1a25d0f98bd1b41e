"""What every definition of a solution is taken for: functions, then networks, then the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.drafting import forms, matching, networks
from grader.drafting.candidates import Candidate, Form, Match
from grader.drafting.finding import Definition, FoundClass, Solution
from grader.drafting.networks import Network
from grader.drafting.parameters import kept_by
from grader.drafting.trial import Trials
from grader.watching import Say, nobody

SLOPE = "gradCE"
"""The function whose answer a backward pass may be handed."""


@dataclass(frozen=True)
class Recognised:
    """What was found out about a solution.

    Attributes:
        matches: Each definition's likeliest match; several where it chooses by a word.
        also: Other functions that fit as well, by the definition's title.
        unknown: Definitions that nothing of the catalogue explains.
    """

    matches: tuple[Match, ...]
    also: dict[str, tuple[str, ...]]
    unknown: tuple[Definition, ...]


def recognise(solution: Solution, trials: Trials, *, tell: Say = nobody) -> Recognised:
    """Try every definition and return what it was taken for."""
    found: list[Match] = []
    also: dict[str, tuple[str, ...]] = {}
    for subject in solution.functions:
        tell(f"trying {subject.title}", None)
        found += _function(subject, Form(), trials, also)
    slopes = [m.candidate for m in found if m.candidate.function == SLOPE]
    made: dict[str, Form] = {}
    for network in _networks(solution, trials, slopes, tell):
        found += [m for m in network.matches if not _is_known(m, found)]
        made[network.form.owner] = network.form
    for owner in solution.classes:
        form = made.get(owner.name) or forms.of_class(owner, solution.settings)
        for subject in _left(owner, found):
            tell(f"trying {subject.title}", None)
            found += _function(subject, form, trials, also)
    known = {match.candidate.subject.title for match in found}
    unknown = tuple(
        d for d in solution.definitions if d.title not in known and not d.name.startswith("__")
    )
    return Recognised(tuple(_sorted(found, solution)), also, unknown)


def _function(
    subject: Definition, form: Form, trials: Trials, also: dict[str, tuple[str, ...]]
) -> Sequence[Match]:
    """Return what a definition is by itself: by name, by behaviour, by a word it is given."""
    functions = trials.registry.functions
    for ask in (matching.by_name, matching.by_behaviour):
        found = trials.matches(ask(subject, functions, form))
        if found:
            return [_noted(found, also)]
    if not subject.owner and len(subject.parameters) > 4:
        found = trials.matches(matching.by_network(subject, trials.registry.network))
        if found:
            return [_noted(found, also)]
    return _by_word(trials.matches(matching.by_word(subject, functions, form)))


def _noted(found: Sequence[Match], also: dict[str, tuple[str, ...]]) -> Match:
    """Return the likeliest match, and remember which other functions fit as well."""
    best = found[0]
    others = {m.candidate.function for m in found if len(m.lost) == len(best.lost)}
    others -= {best.candidate.function}
    if others and best.candidate.rank >= matching.NEAR * matching.ORDERS:
        also[best.candidate.subject.title] = tuple(sorted(others))
    return best


def _by_word(found: Sequence[Match]) -> list[Match]:
    """Return the likeliest match of each word; what falls through to another word is left out."""
    best: dict[str, Match] = {}
    for match in found:
        best.setdefault(match.candidate.word, match)
    return list(best.values())


def _networks(
    solution: Solution, trials: Trials, slopes: Sequence[Candidate], tell: Say
) -> Iterator[Network]:
    for form, layers in forms.of_functions(solution):
        tell("trying functions that share parameters", None)
        network = networks.search(form, layers, solution.functions, trials, slopes=slopes)
        if network is not None:
            yield network
            break
    for owner in solution.classes:
        methods = forms.methods_of(owner)
        bare = forms.of_class(owner, solution.settings)
        named = networks.of_names(bare, methods, trials, kept_by(owner).attributes)
        if named is not None:
            yield named
            continue
        for form, layers in forms.of_network(owner, solution):
            tell(f"trying {owner.name} as a network", None)
            network = networks.search(form, layers, methods, trials, slopes=slopes)
            if network is not None:
                yield network
                break


def _is_known(match: Match, found: Iterable[Match]) -> bool:
    """Say whether a function is taken for something by itself already."""
    return any(m.candidate.subject is match.candidate.subject for m in found)


def _left(owner: FoundClass, found: Sequence[Match]) -> list[Definition]:
    """Return a class's own methods that were taken for nothing yet, if they take anything."""
    known = {m.candidate.subject.title for m in found}
    return [
        m
        for m in forms.methods_of(owner)
        if m.owner == owner.name and m.title not in known and m.parameters
    ]


def _sorted(found: Sequence[Match], solution: Solution) -> list[Match]:
    """Return matches in the order in which their definitions are written."""
    order = {d.title: number for number, d in enumerate(solution.definitions)}
    return sorted(found, key=lambda m: order.get(m.candidate.subject.title, len(order)))
