"""The right numbers in another form: transposed, averaged over an axis, in another order."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from grader_plugins.diagnosis.relations.observed import Floats, Observed, Relation, equal

Fold = Callable[[Floats, int], Floats]
_FOLDS: Mapping[str, Fold] = {
    "averaged": lambda part, axis: np.mean(part, axis=axis, keepdims=True),
    "summed": lambda part, axis: np.sum(part, axis=axis, keepdims=True),
}
_SHAPES = "Print the shape of what you return beside the shape that is asked for."


def transposed(observed: Sequence[Observed]) -> Relation | None:
    """Find matrices that came back transposed; what is no matrix must be right."""
    turned: set[str] = set()
    for one in observed:
        for name, (a, b), wrong in zip(one.outputs, one.pairs, one.wrong, strict=True):
            if not wrong:
                continue
            if b.ndim != 2 or a.T.shape != b.shape or not equal(a.T, b, one.close):
                return None
            turned.add(name)
    if not turned:
        return None
    what = " and ".join(sorted(turned - {""})) or "the answer"
    verb = "are" if len(turned) > 1 else "is"
    hints = ("Compare the shape you return with the one asked.", _SHAPES)
    return Relation("transpose", f"{what} {verb} transposed", hints)


def averaged(observed: Sequence[Observed]) -> Relation | None:
    """Find the right numbers averaged, or summed, over one axis too many."""
    for word, fold in _FOLDS.items():
        for axis in (0, 1):
            if all(_folded(one, fold, axis) for one in observed):
                hints = ("Over which axis is a mean or a sum taken, and is it due?", _SHAPES)
                text = f"the right numbers come back {word} over axis {axis}"
                return Relation(f"axis_{word}", text, hints)
    return None


def _folded(one: Observed, fold: Fold, axis: int) -> bool:
    wrong = [pair for pair, off in zip(one.pairs, one.wrong, strict=True) if off]
    return bool(wrong) and all(_is_folded(a, b, fold, axis, one.close) for a, b in wrong)


def _is_folded(a: Floats, b: Floats, fold: Fold, axis: int, close: float) -> bool:
    if b.ndim < 2 or b.shape[axis] < 2:
        return False
    kept = fold(b, axis)
    if a.shape == b.shape:
        return equal(a, np.broadcast_to(kept, b.shape), close)
    return a.size == kept.size and equal(a.reshape(kept.shape), kept, close)


def permuted(observed: Sequence[Observed]) -> Relation | None:
    """Find the right rows, or the right columns, in another order."""
    for word, turn in (("rows", False), ("columns", True)):
        if all(_is_permuted(one, turn=turn) for one in observed):
            hints = (
                f"The {word} are right and stand in another order: what sorts or shuffles them?",
                "Label one example by hand and follow it through.",
            )
            return Relation("permuted", f"the right {word} come back in another order", hints)
    return None


def _is_permuted(one: Observed, *, turn: bool) -> bool:
    wrong = [pair for pair, off in zip(one.pairs, one.wrong, strict=True) if off]
    return bool(wrong) and all(_same_rows(a, b, one.close, turn=turn) for a, b in wrong)


def _same_rows(a: Floats, b: Floats, close: float, *, turn: bool) -> bool:
    if a.shape != b.shape or b.ndim != 2 or not np.all(np.isfinite(a)):
        return False
    a, b = (a.T, b.T) if turn else (a, b)
    rows = [int(np.argmin(np.max(np.abs(b - row), axis=1))) for row in a]
    return sorted(rows) == list(range(len(b))) and equal(a, b[rows], close)
