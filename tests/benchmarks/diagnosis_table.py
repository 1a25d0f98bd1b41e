"""Counts what was said of wrong code, and writes the page about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from grader_plugins.diagnosis.confidence import CONFIDENCE, Evidence

MOST, DRIFT = 0.99, 0.05
KINDS = ("cases", "catalogue", "generic", "behind")


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was said of one check of one submission.

    Attributes:
        kind: ``cases``, ``catalogue``, ``generic``, ``behind`` or ``right``.
        name: The row of the table.
        key: Tells it from all others.
        true: The ids that name the mistake; none: nothing may be said.
        said: Ids and confidences, best first.
        passed: Whether it earned everything, so that there is no mistake to name.
    """

    kind: str
    name: str
    key: str
    true: frozenset[str]
    said: tuple[tuple[str, float], ...]
    passed: bool

    @property
    def counts(self) -> bool:
        """Whether there is a mistake to name."""
        return not self.passed and bool(self.true)

    @property
    def ids(self) -> tuple[str, ...]:
        """The names of what was said."""
        return tuple(name for name, _ in self.said)

    @property
    def first(self) -> bool:
        """Whether what was said first is true."""
        return bool(self.ids) and self._is_true(self.said[0])

    @property
    def within_three(self) -> bool:
        """Whether one of the three first is."""
        return any(self._is_true(said) for said in self.said[:3])

    @property
    def evidence(self) -> Evidence | None:
        """What the first diagnosis rests on."""
        return _evidence(*self.said[0]) if self.said else None

    def _is_true(self, said: tuple[str, float]) -> bool:
        """Say whether a diagnosis names the mistake, be it as the convention it amounts to.

        For a generic mistake, an entry whose code gives every answer says the same more precisely.
        """
        if said[0] in self.true:
            return True
        evidence = _evidence(*said)
        precise = {Evidence.CONVENTION, *((Evidence.EVERY,) if self.kind == "generic" else ())}
        return self.kind in ("catalogue", "generic") and evidence in precise


def _evidence(name: str, confidence: float) -> Evidence:
    word = name.partition(".")[0]
    named = {each.value: each for each in Evidence}
    if word == Evidence.CALLEE and confidence == CONFIDENCE[Evidence.FOLLOWED]:
        return Evidence.FOLLOWED
    if word in named:
        return named[word]
    whole = (Evidence.EVERY, Evidence.SEVERAL)
    return next((e for e in whole if CONFIDENCE[e] == confidence), Evidence.PART)


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return the table, the confidences, and every miss, as text."""
    every = sorted(outcomes, key=lambda each: (each.kind, each.name, each.key))
    lines = [*_table(every), "", *_calibration(every), ""]
    lines += [f"{o.kind}: {o.key}: {', '.join(o.ids) or 'silent'}" for o in every if _missed(o)]
    return "\n".join(lines)


def _missed(outcome: Outcome) -> bool:
    if not outcome.true:
        return bool(outcome.said)
    return outcome.counts and not outcome.first


def _table(outcomes: Sequence[Outcome]) -> list[str]:
    lines = [
        "| what | n | first | within three | silent | wrong | right elsewhere |",
        "| --- | --: | --: | --: | --: | --: | --: |",
    ]
    for kind in KINDS:
        found = [o for o in outcomes if o.kind == kind and o.true]
        for name, group in groupby(found, key=lambda each: each.name):
            lines.append(_row(name, list(group)))
        lines.append(_row(f"**{kind}: all**", found))
    everything = [o for o in outcomes if o.true]
    return [*lines, _row("**everything**", everything)]


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    counted = [o for o in outcomes if o.counts]
    n = len(counted)
    first = sum(o.first for o in counted)
    three = sum(o.within_three for o in counted)
    silent = sum(not o.said for o in counted)
    wrong = n - three - silent
    elsewhere = len(outcomes) - n
    return (
        f"| {name} | {n} | {_share(first, n)} | {_share(three, n)} | {silent} | {wrong} |"
        f" {elsewhere} |"
    )


def _share(part: int, n: int) -> str:
    return f"{part} ({100 * part / n:.1f} %)" if n else "–"


def _calibration(outcomes: Sequence[Outcome]) -> list[str]:
    lines = ["| evidence | n | right | measured | confidence |", "| --- | --: | --: | --: | --: |"]
    for evidence, (n, right) in measured(outcomes).items():
        share, stated = min(MOST, (right + 1) / (n + 2)), CONFIDENCE[evidence]
        mark = " (no longer)" if abs(share - stated) > DRIFT else ""
        lines.append(f"| `{evidence}` | {n} | {right} | {share:.2f} | {stated:g}{mark} |")
    return lines


def measured(outcomes: Iterable[Outcome]) -> Mapping[Evidence, tuple[int, int]]:
    """Return how often each kind of evidence came first, and how often it was right then."""
    counted = [o for o in outcomes if o.counts]
    found = {}
    for evidence in Evidence:
        of_it = [o for o in counted if o.evidence is evidence]
        found[evidence] = (len(of_it), sum(o.first for o in of_it))
    return found


def page(outcomes: Sequence[Outcome]) -> str:
    """Return ``docs/diagnosis.md``."""
    every = sorted(outcomes, key=lambda each: (each.kind, each.name, each.key))
    right = [o for o in every if o.kind == "right"]
    spoken = sum(bool(o.said) for o in right)
    return PAGE.format(
        table="\n".join(_table(every)),
        calibration="\n".join(_calibration(every)),
        right=len(right),
        spoken=spoken or "none",
    )


PAGE = """\
# How often the mistake is named

Written by `python -m tests.benchmarks diagnosis`; do not edit. Every row is a function of the
catalogue (an assignment, a relation), and counts submissions that are known to be wrong, and why:

- **cases**: the labelled cases of all assignments that name a diagnosis; real files of the kind
  that courses get.
- **catalogue**: every misconception, in both layouts (rows and columns; channels last and first)
  and both precisions (float64, float32), in an assignment that accepts both layouts, beside a
  right function of the same layout; in columns also alone, where nothing right tells the layout.
  A mistake that many networks share is made in all these forms once, and alone in the others.
- **generic**: right functions whose answers are negated, doubled, divided by N, transposed,
  averaged, permuted, rounded, kept from the call before, and so on. An entry of the catalogue
  that gives every answer counts as right there, since it says the same more precisely.
- **behind**: right gradients that call a wrong relu or softmax, each of the catalogue's: the true
  cause is the function that is called.

*First*: the true misconception, or one of its class (no input tells them apart), or the
convention that it amounts to, is named first. *Within three*: it is among the three that are
told. *Silent*: nothing is said. *Wrong*: only other things are. *Right elsewhere* is not counted
in n: what is wrong in one layout is right code in the other, and alone nobody can tell.

{table}

Of {right} checks that are right (the solutions of all assignments and every style of the letters,
on two seeds, and what is right in the cases), {spoken} had a diagnosis.

## Confidence

For staff alone. Of the n submissions above for which a diagnosis of this evidence came first, it
was right for so many; the confidence is (right + 1) / (n + 2), so that few cases promise little,
and never above 0.99. Where the code's number is further than 0.05 from that, it is marked. Of an
entry that explains a part of the answers, the confidence is multiplied by that share.

{calibration}

- `convention`: every answer is right in a convention that the assignment does not take in full.
- `every`: one entry (or one class) gives every answer; `several`: entries of different names do;
  `part`: all answers of the first part that failed, and not all of the others.
- `followed`: the reference around a wrong function of the student gives every answer.
- `relation`: one relation to the right answers holds throughout.
- `callee`, `upstream`: a graded function behind it is wrong by itself; `upstream` where the check
  has no function of its own, such as a training.
- `signs`: what a training came to shows where to look.
"""
