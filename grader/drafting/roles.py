"""What the parameters of methods stand for, told by their names.

A table of names, and nothing of any network: what a name suggests is tried, never believed.
"""

from collections.abc import Mapping

from grader.binding.near_names import fold

BY_NAME: Mapping[str, frozenset[str]] = {
    "X": frozenset(
        [
            *("x", "xs", "inputs", "input", "xtrain", "xbatch", "batchx", "features", "xb"),
            *("images", "xin", "inp"),
        ]
    ),
    "T": frozenset(
        [
            *("t", "ts", "y", "ys", "labels", "label", "target", "targets", "ytrue", "ytrain"),
            *("yb", "ybatch", "batchy", "onehot", "truth", "ylabel", "ylabels", "yonehot", "gold"),
        ]
    ),
    "cache": frozenset(
        ("cache", "caches", "save", "saved", "memory", "stored", "forwardcache", "activations")
    ),
    "gradients": frozenset(("grads", "gradients", "grad", "gradient", "dparams", "g")),
    "learning_rate": frozenset(
        ("lr", "rate", "learningrate", "alpha", "eta", "stepsize", "epsilon", "step")
    ),
    "once": frozenset(
        ("epochs", "nepochs", "numepochs", "numpasses", "passes", "iterations", "niter", "numiter")
    ),
    "examples": frozenset(("batch", "batchsize", "bs", "minibatchsize", "minibatch")),
    "both": frozenset(("data", "dataset", "batch", "pair")),
    "upstream": frozenset(("lbp", "dout", "upstream", "delta", "dl", "gradoutput", "lossgradient")),
    "count": frozenset(("m", "mbatch", "n", "nexamples", "nsamples", "numexamples")),
    "quiet": frozenset(("printloss", "verbose", "debug", "printcost", "show", "plot")),
    "training": frozenset(("training", "train", "istraining")),
}
"""Parameters of methods: the word of an interface, and how courses call it."""

GRADIENTS = "gradients"
CACHE = "cache"
UPSTREAM = "upstream"
COUNT = "count"


def role_of(name: str) -> str:
    """Return what a method's parameter stands for; nothing where its name says none of it."""
    folded = fold(name)
    return next((role for role, names in BY_NAME.items() if folded in names), "")
