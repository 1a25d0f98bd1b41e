"""Tells whether a student's name is a near miss of one that was asked for. Runs in the judge.

A guess may cost a mark in either direction, so that it has to be a narrow one: the same words in
another order, words that say nothing (``my_relu``, ``softmax_function``), or a slip of the pen. A
name that speaks of a derivative is never taken for one that does not, and the name of another
known function never for this one. Names are cut into words by hand, since they are a student's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

NEAR = 0.8
SLIP = 2
"""How many letters a misspelt name may be longer or shorter."""
SHORTEST = 4
"""Names of fewer letters are all near to each other; their words must be the very same."""
LONGEST = 64
FILLERS = frozenset((
    "a", "activation", "average", "avg", "calc", "calculate", "compute", "custom", "do", "fn",
    "func", "function", "get", "impl", "loss", "mean", "my", "np", "numpy", "of", "stable", "the",
))  # fmt: skip
DERIVED = frozenset((
    "back", "backward", "bwd", "d", "delta", "der", "deriv", "derivative", "diff", "dif", "grad",
    "gradient", "gradients", "grads", "jacobian", "prime",
))  # fmt: skip
DERIVED_STARTS = ("grad", "deriv", "delta", "diff")
DERIVED_ENDS = ("grad", "gradient", "prime", "derivative", "deriv", "backward", "jacobian")
OTHERS = frozenset((
    "atanh", "arctanh", "celu", "crelu", "elu", "gelu", "hardtanh", "isrelu", "logsoftmax", "lrelu",
    "prelu", "relu6", "rrelu", "selu", "silu", "softmin", "softplus", "sinh", "tan", "trelu",
))  # fmt: skip
"""Functions that are known by names so near to others that no spelling can be meant."""


def fold(name: str) -> str:
    """Fold case and underscores away."""
    return name.lower().replace("_", "")


def nearest(wanted: str, candidates: Iterable[str], *, others: Iterable[str] = ()) -> str | None:
    """Return the candidate that is probably meant by a wanted name; ``None`` where none is.

    ``others`` are folded names of other functions, which none of them can be.
    """
    known = {*OTHERS, *others} - {fold(wanted)}
    found = [(likeness(wanted, name), name) for name in candidates if fold(name) not in known]
    best = max(found, key=lambda pair: pair[0], default=(0.0, ""))
    return best[1] if best[0] >= NEAR else None


def likeness(wanted: str, name: str) -> float:
    """Return how near a name is: 1 for the same words, 0 where another thing is meant."""
    asked, given = _read(wanted), _read(name[:LONGEST])
    if asked.is_derived != given.is_derived or given.folded == f"d{asked.folded}":
        return 0.0
    if asked.words == given.words:
        return 1.0
    return max(_alike(asked.joined, given.joined), _alike(asked.folded, given.folded))


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared: folded, and the words that say something."""

    folded: str
    joined: str
    words: tuple[str, ...]
    is_derived: bool


@lru_cache(maxsize=2048)
def _read(name: str) -> _Name:
    words = _words(name)
    telling = [word for word in words if word not in FILLERS] or words
    derived = _is_derived(fold(name), words)
    return _Name(fold(name), "".join(telling), tuple(sorted(telling)), derived)


def _alike(asked: str, given: str) -> float:
    """Return how alike two spellings are, of about one length."""
    if min(len(asked), len(given)) < SHORTEST or abs(len(asked) - len(given)) > SLIP:
        return 0.0
    return SequenceMatcher(None, asked, given, autojunk=False).ratio()


def _is_derived(folded: str, words: list[str]) -> bool:
    """Say whether a name speaks of a derivative."""
    by_letters = folded.startswith(DERIVED_STARTS) or folded.endswith(DERIVED_ENDS)
    return by_letters or not DERIVED.isdisjoint(words)


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case: ``gradCE``, ``grad_ce`` are grad and ce."""
    found = [word for piece in name.split("_") for word in _humps(piece)]
    return [word.lower() for word in found]


def _humps(piece: str) -> list[str]:
    """Cut ``CELoss`` into CE and Loss: at a capital behind a small letter or before one."""
    cuts = [0, *(at for at in range(1, len(piece)) if _begins_word(piece, at)), len(piece)]
    return [piece[first:last] for first, last in pairwise(cuts) if last > first]


def _begins_word(piece: str, at: int) -> bool:
    return piece[at].isupper() and (not piece[at - 1].isupper() or piece[at + 1 : at + 2].islower())
