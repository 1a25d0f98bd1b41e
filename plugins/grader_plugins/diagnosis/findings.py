"""What the ids of diagnoses mean that are no entries of the catalogue. Runs in the judge.

An id goes with what was seen, then with what to look at; a report says the same of its own numbers.
"""

from collections.abc import Mapping, Sequence
from typing import Final

_RATIO = "Divide your answer by the right one: where the quotient is the same, a factor is missing."
_DIFFERENCE = "Compare one entry with a finite difference, (f(w + ε) − f(w − ε)) / 2ε at ε = 1e-5."

RELATIONS: Final[Mapping[str, Sequence[str]]] = {
    "relation.sign": (
        "every number has the wrong sign",
        "Check the sign of each term, and in a gradient whether it is p − T or T − p.",
        _DIFFERENCE,
    ),
    "relation.factor": ("every number is a constant times the right one", _RATIO, _DIFFERENCE),
    "relation.times_size": (
        "every number is too large by a size: of the examples, the classes, or the rate",
        "Is a division (a mean) missing? Try it with twice as many examples: does it double?",
    ),
    "relation.per_size": (
        "every number is too small by a size: of the examples, the classes, or the rate",
        "Is something divided twice? Try it with one example: is it right then?",
    ),
    "relation.one_tensor": (
        "some tensors are off by a factor or zero throughout, and all others are right",
        "The mistake is in the lines that compute these: what the others need is right.",
        _DIFFERENCE,
    ),
    "relation.decay": (
        "the gradients are off by a multiple of the parameters themselves",
        "Is the penalty on the weights counted twice, not at all, or with the wrong factor?",
        "Set its strength to zero and compare again.",
    ),
    "relation.near": (
        "every number is almost right",
        "Is a small number (an epsilon) added somewhere, or is something kept in float32?",
        "Print one number with 12 digits beside the right one, and the dtype of each array.",
    ),
    "relation.constant": (
        "the same number comes back whatever goes in",
        "Does the result depend on the arguments? Print it for two different inputs.",
    ),
    "relation.previous": (
        "what comes back is the answer to the call before",
        "What is kept from one call to the next, and is it computed anew?",
    ),
    "relation.input": (
        "an argument comes back as it is",
        "Is the result computed, but not returned? Print what you return just before the return.",
    ),
    "relation.rounded": (
        "whole numbers come back where fractions are due",
        "Is an array made with a dtype of integers, or divided with //?",
    ),
    "relation.transpose": (
        "the right numbers come back with rows and columns exchanged",
        "Print the shapes of both factors of every product.",
    ),
    "relation.axis_averaged": (
        "an axis is averaged that should be kept",
        "Print the shape before and after each mean: which axis is gone?",
    ),
    "relation.axis_summed": (
        "an axis is summed that should be kept",
        "Print the shape before and after each sum: which axis is gone?",
    ),
    "relation.permuted": (
        "the right rows or columns come back in another order",
        "Put inputs in that can be told apart, such as row n full of n, and see where each ends.",
    ),
}
CALLEES: Final[Mapping[str, Sequence[str]]] = {
    "callee.*": (
        "it calls a function of the submission that is not right yet",
        "Mend that function first; this one may be right once it is.",
        "Put a right one in its place for a moment: does this check pass then?",
    ),
    "upstream.*": (
        "it rests on a function of the submission that is not right yet",
        "Mend that function first, then train again.",
    ),
}
SIGNS: Final[Mapping[str, Sequence[str]]] = {
    "signs.no_numbers": (
        "scores are no numbers (NaN) after training",
        "Subtract each row's largest score before exp; print the loss of every epoch.",
    ),
    "signs.one_class": (
        "nearly every example is given the same class",
        "Did training change the weights at all, or so much that every unit is dead?",
    ),
    "signs.guessing": (
        "training came to no better than guessing",
        "Train on ten examples alone: a network that learns gets all ten right.",
    ),
    "signs.loss_grows": (
        "the loss of new examples grows",
        "Take one step on one parameter alone: its loss must fall. Which parameter's does not?",
    ),
    "signs.stands_still": (
        "the accuracy does not move",
        "Print one weight before and after an epoch, and the gradient that moves it.",
    ),
    "signs.falls_again": (
        "the accuracy falls again",
        "Try a smaller learning rate, or let it shrink as training goes on.",
    ),
    "signs.still_rising": (
        "it was still getting better when training ended",
        "Is the learning rate small, or are there few epochs?",
    ),
}
