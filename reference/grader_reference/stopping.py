"""Early stopping by the curve of the validation loss. Runs in the judge.

*Deep Learning*, algorithm 7.1: training ends once the loss has not become lower than the lowest so
far for ``patience`` epochs in a row, and the parameters of that lowest are kept.
"""

from grader_reference.arrays import Array


def best_epoch(losses: Array, patience: int) -> tuple[int, int]:
    """Return (the epoch whose parameters are kept, the epoch after which training ends).

    Epochs are counted from 1. Without an early end, training ends with the last loss; of equal
    losses the first is kept.
    """
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1]:
            best = epoch
        if epoch - best >= patience:
            return best, epoch
    return best, len(losses)
