"""The derivations of what surrounds training: batches, early stopping, a layer's statistics."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import deep_learning
from grader_reference.mathematics.trials import training as trials

MINIBATCH = Mathematics(
    symbols={
        "X": "inputs, N × D",
        "T": "targets, N × K: row n belongs to row n of X",
        "order": "a shuffled list of 0 … N − 1, each number once",
        "s": "the batch size",
        "number": "which batch, counted from 0",
    },
    steps=(
        (
            "Place in the epoch → example: the example at place i is number order_i. The order is"
            " drawn once an epoch, and is the same for X and T, else pairs are broken."
        ),
        "Batch number b has the places b s, b s + 1, …, (b + 1) s − 1.",
        "So its examples are order[b s : (b + 1) s], and the batch is X[those], T[those].",
        (
            "The last batch may be short: N is seldom a multiple of s. A slice ends by itself"
            " where the list does. Nothing is filled up and nothing left out."
        ),
        "All batches of an epoch together are every example, once.",
    ),
    sources=(deep_learning("§8.1.3"),),
    trials=(
        Trial(
            code=trials.every_example_once,
            expect="batches of 3, 3 and 1 examples in the given order, and targets that are ten"
            " times their inputs.",
        ),
    ),
)
BEST_EPOCH = Mathematics(
    symbols={
        "L_e": "the validation loss after epoch e, e = 1, 2, …",
        "patience": "how many epochs without a new lowest loss one waits",
    },
    steps=(
        "Keep the lowest loss so far, and the epoch it came from: best.",
        "A new lowest loss, L_e < L_best, makes this epoch the best; an equal one does not.",
        (
            "Else this is the (e − best)-th epoch in a row without a new lowest loss. It is held"
            " against the lowest loss, not against the epoch before."
        ),
        "Training ends after the first epoch with e − best ≥ patience, or with the last one.",
        "What is kept are the parameters of best, not those of the last epoch.",
        "What comes after the end was never trained: a lower loss there is unknown.",
    ),
    sources=(
        deep_learning("§7.8, algorithm 7.1"),
        "Prechelt, Early stopping – but when? (1998)",
    ),
    trials=(
        Trial(
            code=trials.curves_by_hand,
            expect=(
                "(2, 4), since epochs 3 and 4 bring nothing new; (2, 4) for equal losses; (5, 7):"
                " epoch 5 is below epoch 3; (2, 4), since 5 and 4 are not below 1."
            ),
        ),
    ),
)
LAYER_STATISTICS = Mathematics(
    symbols={
        "a": "activations of one layer, N × H or with more axes; n numbers in all",
        "level": "from which size a unit counts as saturated",
    },
    steps=(
        "All four are about all n numbers together: no axis is kept, no example singled out.",
        "The mean: ā = (1/n) Σ a.",
        (
            "The standard deviation: √((1/n) Σ (a − ā)²). The mean is subtracted, and the root is"
            " taken. Some divide by n − 1."
        ),
        (
            "The share of zeros: how many are exactly 0, divided by n. With relu these are the"
            " units that are off; small and negative numbers are not meant."
        ),
        (
            "The share of saturated ones: how many have |a| > level, divided by n. Both sides"
            " count, since tanh is flat at −1, too."
        ),
    ),
    sources=(
        (
            "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural"
            " networks (2010), §3"
        ),
        deep_learning("§6.3"),
    ),
    trials=(
        Trial(
            code=trials.statistics_by_hand,
            expect="mean −0.0624, deviation 1.1302, a quarter of zeros, and a quarter beyond 1.5.",
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "minibatch": MINIBATCH,
    "best_epoch": BEST_EPOCH,
    "layer_statistics": LAYER_STATISTICS,
}
