"""What students call the parameters of the catalogue's functions. Runs in the judge.

Aliases are folded: lower case, without underscores. A bare ``y`` is left out where both a target
and a prediction are asked for, because courses use it for either.
"""

from grader_reference.catalogue import Parameter

Z = Parameter(
    name="z",
    aliases=("x", "s", "o", "a", "inp", "input", "inputs", "scores", "logits", "arr", "array"),
)
INPUT = Parameter(
    name="input",
    aliases=("x", "inp", "inputs", "data", "a", "h", "aprev", "xin", "activations", "features"),
)
WEIGHTS = Parameter(name="weights", aliases=("w", "weight", "wt", "theta", "wi", "kernel"))
BIAS = Parameter(name="bias", aliases=("b", "biases", "bi", "bs", "offset"))
TARGET = Parameter(
    name="target",
    aliases=(
        *("t", "targets", "label", "labels", "ytrue", "truth", "gt", "actual", "onehot"),
        *("trainlabels", "ygt", "ytarget"),
    ),
)
PREDICTION = Parameter(
    name="prediction",
    aliases=(
        *("p", "s", "o", "predictions", "pred", "preds", "predict", "predicted", "yhat", "ypred"),
        *("prob", "probs", "probabilities", "output", "outputs", "out", "logits", "logit"),
        *("scores", "softmax", "predication", "prediciton", "predition"),
    ),
)
LABELS = Parameter(
    name="labels", aliases=("label", "y", "t", "target", "targets", "classindices", "indices")
)
CLASSES = Parameter(
    name="classes",
    aliases=("k", "c", "n", "nclasses", "numclasses", "numberofclasses", "depth", "nclass"),
)
X = Parameter(name="X", aliases=("x", "input", "inputs", "data", "xtrain", "batch", "features"))
T = Parameter(
    name="T",
    aliases=("t", "y", "target", "targets", "label", "labels", "onehot", "ytrue", "ytrain"),
)


def of_network(names: tuple[str, ...]) -> tuple[Parameter, ...]:
    """Return the parameters W1, b1, W2, b2, … with what students call them."""
    layers = len(names) // 2
    return tuple(Parameter(name=name, aliases=_aliases(name, layers)) for name in names)


def _aliases(name: str, layers: int) -> tuple[str, ...]:
    kind, layer = name[0], int(name[1:])
    words = ("w", "weight", "weights") if kind == "W" else ("b", "bias", "biases")
    numbered = tuple(f"{word}{layer}" for word in words)
    if layers != 2:
        return numbered
    places = (("h", "hidden", "ih"), ("o", "out", "output", "ho"))[layer - 1]
    return (*numbered, *(f"{word}{place}" for word in words for place in places))


def scalars(names: str) -> tuple[Parameter, ...]:
    """Return the parameters of the scalar functions by their letters."""
    return tuple(Parameter(name=name, aliases=_SCALARS[name]) for name in names)


def examples() -> tuple[Parameter, ...]:
    """Return the parameters of the scalar functions that go through examples at a rate."""
    return (
        Parameter(name="xs", aliases=("x", "inputs", "data", "examples", "xtrain", "points")),
        Parameter(name="ts", aliases=("t", "y", "ys", "targets", "labels", "ytrain", "onehot")),
        *scalars("wbvc"),
        Parameter(name="learning_rate", aliases=("rate", "lr", "eta", "alpha", "stepsize")),
    )


_SCALARS = {
    "x": ("input", "inputs", "inp", "number", "z", "k"),
    "t": ("target", "targets", "label", "labels", "truth", "yhat", "ytrue", "onehot"),
    "y": ("p", "prediction", "predictions", "output", "outputs", "probs", "probabilities", "a2"),
    "w": ("w1", "weights", "weights1"),
    "b": ("b1", "bias", "bias1"),
    "v": ("w2", "weights2"),
    "c": ("b2", "bias2"),
    "o": ("z", "x", "scores", "logits", "inputs", "input"),
}
