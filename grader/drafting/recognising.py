"""What every definition of a solution is taken for: functions, then networks, then the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.drafting import forms, handing_on, matching, networks
from grader.drafting.candidates import Candidate, Form, Match
from grader.drafting.finding import Definition, FoundClass, Solution
from grader.drafting.matching import BACKPROP, FORWARD
from grader.drafting.networks import WRONG, Network, mistaken
from grader.drafting.parameters import kept_by
from grader.drafting.trial import Trials
from grader.watching import Say, nobody

NO_FORM = "in no form that is known"
SLOPE = "gradCE"
"""The function whose answer a backward pass may be handed."""


@dataclass(frozen=True)
class Recognised:
    """What was found out about a solution.

    Attributes:
        matches: Each definition's likeliest match; several where it chooses by a word.
        also: Other functions that fit as well, by the definition's title.
        unknown: Definitions that nothing of the catalogue explains.
        wrong: What is to be said of those whose name or place is known, and whose answers are not.
    """

    matches: tuple[Match, ...]
    also: dict[str, tuple[str, ...]]
    unknown: tuple[Definition, ...]
    wrong: dict[str, str]


def recognise(solution: Solution, trials: Trials, *, tell: Say = nobody) -> Recognised:
    """Try every definition and return what it was taken for."""
    found: list[Match] = []
    notes = Notes()
    for subject in solution.functions:
        tell(f"trying {subject.title}", None)
        found += _function(subject, Form(), trials, notes)
    found = _settled(found, notes)
    found += handing_on.after_forward(solution.functions, found, trials)
    notes.wrong.update(_wrong_gradients(solution, found, trials))
    slopes = [m.candidate for m in found if m.candidate.function == SLOPE]
    made: dict[str, Form] = {}
    for network in _networks(solution, trials, slopes, tell):
        found += [m for m in network.matches if not _is_known(m, found)]
        made[network.form.owner] = network.form
        notes.wrong.update(network.wrong)
    for owner in solution.classes:
        form = made.get(owner.name) or forms.of_class(owner, solution.settings)
        for subject in _left(owner, found):
            tell(f"trying {subject.title}", None)
            found += _function(subject, form, trials, notes)
    known = {match.candidate.subject.title for match in found}
    unknown = tuple(
        d for d in solution.definitions if d.title not in known and not d.name.startswith("__")
    )
    wrong = {d.title: notes.wrong[d.title] for d in unknown if d.title in notes.wrong}
    return Recognised(tuple(_sorted(found, solution)), notes.also, unknown, wrong)


@dataclass(frozen=True)
class Notes:
    """What is remembered beside the matches: ``also`` and ``wrong`` as ``Recognised`` has them."""

    also: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def _function(subject: Definition, form: Form, trials: Trials, notes: Notes) -> list[Match]:
    """Return what a definition is by itself: by name, by behaviour, by a word it is given.

    Of what is not what its very name says, or only by hand, it is noted what seems wrong.
    """
    functions = trials.registry.functions
    named = matching.by_name(subject, functions, form)
    found = trials.matches(named)
    if found:
        return [_noted(found, notes.also)]
    exact = [each for each in named if matching.is_exact(each)]
    found = _otherwise(subject, form, trials, notes)
    if all(_by_hand(match.candidate) for match in found):
        said = _mistaken(exact, trials, or_by_hand=not found)
        if said:
            notes.wrong[subject.title] = said
    return found


def _settled(found: Sequence[Match], notes: Notes) -> list[Match]:
    """Leave out what fits by hand and is wrong for arrays, where nothing else is by hand."""
    by_hand = [m.candidate.subject.title for m in found if _by_hand(m.candidate)]
    if any(title not in notes.wrong for title in by_hand):
        for title in by_hand:
            notes.wrong.pop(title, None)
        return list(found)
    return [match for match in found if match.candidate.subject.title not in by_hand]


def _mistaken(exact: Sequence[Candidate], trials: Trials, *, or_by_hand: bool) -> str:
    """Return what is to be said of a definition that is not what its very name says."""
    arrays = [each for each in exact if not _by_hand(each)]
    slip = trials.mistake(arrays)
    if or_by_hand:
        slip = slip or trials.mistake(each for each in exact if _by_hand(each))
        own = next((each for each in arrays if matching.is_own(each)), None)
        if slip is None and own is not None:
            title = own.subject.title
            return WRONG.format(title=title, function=own.function, why=NO_FORM)
    return mistaken(*slip) if slip is not None else ""


def _wrong_gradients(
    solution: Solution, found: Sequence[Match], trials: Trials
) -> Iterator[tuple[str, str]]:
    """Give what seems wrong with gradients of a network whose forward pass is right."""
    known = {m.candidate.architecture for m in found if m.candidate.function == FORWARD}
    if not known or any(m.candidate.function == BACKPROP for m in found):
        return
    for subject in solution.functions:
        if not any(m.candidate.subject is subject for m in found):
            tried = matching.by_network(subject, trials.registry.network)
            asked = (c for c in tried if c.function == BACKPROP and c.architecture in known)
            slip = trials.mistake(asked)
            if slip is not None:
                yield subject.title, mistaken(*slip)


def _by_hand(candidate: Candidate) -> bool:
    """Say whether it is of lists: such functions have names that others have too."""
    return candidate.function.startswith("scalar_")


def _otherwise(subject: Definition, form: Form, trials: Trials, notes: Notes) -> list[Match]:
    """Return what a definition is whose name says nothing true."""
    functions = trials.registry.functions
    found = trials.matches(matching.by_behaviour(subject, functions, form))
    if not found and not subject.owner and len(subject.parameters) > 4:
        found = trials.matches(matching.by_network(subject, trials.registry.network))
    if found:
        return [_noted(found, notes.also)]
    worded = _by_word(trials.matches(matching.by_word(subject, functions, form)))
    if worded:
        return worded
    part = trials.matches(matching.by_part(subject, functions, form))
    return [_noted(part, notes.also)] if part else []


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
