"""What would catch a mistake that nothing caught. Runs in the judge."""

from collections.abc import Mapping

from grader.auditing.models import Verdict
from grader.auditing.mutants.mutant import Mutant

UNREACHED = "no question comes to this line: ask for {target}, or for what calls it so"
UNTRIED = "only a training comes here; leave --no-training out"
CATALOGUE = "a `values` or `gradient` check with an input on which it differs from right code"
BY_CHANGE: Mapping[str, str] = {
    "comparison": "an input that lies exactly on the boundary, or a tie",
    "range": "an input of another size, such as one that no batch divides",
    "slice": "an input of another size, such as one that no batch divides",
    "number": "an input of another size or scale, or a `trajectory` of several steps",
    "axis": "an input whose sizes are unequal along every axis",
    "in place": "`properties` with `pure`, or a second call of the same object",
    "update": "a `trajectory` of several steps",
    "statement": "`properties` with `repeatable`, or a `trajectory` of several steps",
    "order": "an input whose values differ in both places",
    "condition": "an input for each side of the condition",
    "neighbour": "layers of unequal width and unequal values",
}
OTHERWISE = "a `values` check with an input on which the two lines differ"


def advised(mutant: Mutant, verdict: Verdict) -> str:
    """Return what kind of check, or input, would tell a mutant from right code."""
    if verdict is Verdict.UNREACHED:
        return UNREACHED.format(target=mutant.target)
    if verdict is Verdict.UNTRIED:
        return UNTRIED
    if verdict is not Verdict.SURVIVED:
        return ""
    return CATALOGUE if mutant.misconception else BY_CHANGE.get(mutant.what, OTHERWISE)
