"""Dropout: some activations are set to 0 while training, at random. Runs in the judge.

Inverted dropout (*Deep Learning*, §7.12) divides what is kept by the probability of keeping it, so
that expectations stay and evaluation does nothing. The classical form scales at evaluation.
"""

import numpy as np

from grader_reference.arrays import Array


def dropout_mask(rng: np.random.Generator, like: Array, keep: float) -> Array:
    """Return ones with probability ``keep``, else zeros; shape and dtype of ``like``."""
    single = like.dtype == np.float32
    drawn = np.asarray(rng.random(like.shape, dtype=np.float32 if single else np.float64))
    return np.asarray(drawn < keep, dtype=like.dtype)


def dropout(x: Array, mask: Array, keep: float, training: bool = True) -> Array:  # noqa: FBT001, FBT002 - as courses call it
    """Return x ⊙ mask / keep while training, else x; mask holds 0 and 1 and has x's shape."""
    return x * mask / keep if training else x


def dropout_classical(x: Array, mask: Array, keep: float, training: bool = True) -> Array:  # noqa: FBT001, FBT002 - as courses call it
    """Return x ⊙ mask while training, else keep · x (Srivastava et al., 2014)."""
    return x * mask if training else x * keep


def dropout_backward(dh: Array, mask: Array, keep: float) -> Array:
    """Return the gradient by x: dh ⊙ mask / keep, of dh's shape."""
    return dh * mask / keep


def dropout_backward_classical(dh: Array, mask: Array, keep: float) -> Array:
    """Return the gradient by x of classical dropout: dh ⊙ mask."""
    del keep
    return dh * mask
