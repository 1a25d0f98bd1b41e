"""Thirty-four ways to train wrongly, each in the place of the right line: all caught and named.

Half of them never show in the accuracy. So nothing is trained here: the checks of numbers, of
gradients, of steps and of batches see them together, and training comes only after those.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.examination.wall import Wall
from grader.models.report import Report
from grader.preparation import Prepared, prepare
from grader.testing import excerpt
from tests.cases.graded import ASSIGNMENTS, grade_source

FOLDER = ASSIGNMENTS / "mnist-init"
SOLUTION = (FOLDER / "solution" / "network.py").read_text(encoding="utf-8")
TRAINED = ("zero", "normal", "glorot", "search")
"""The checks that train; what goes before them decides whether they are made at all."""

DELTA = "delta = (pred - labels) / len(labels)"
BACK = "delta = (delta @ self.weights[l].T) * (z[l - 1] > 0)"
BIAS = "grads_b[l] = delta.sum(axis=0)"
WEIGHT = "grads_w[l] = h[l].T @ delta"
RETURN = "        return grads_w, grads_b\n"
LOOP = "for l in range(len(self.weights)):\n            self.weights[l] -="
GRADS = "                grads = self.backward(cache, y)\n"
SHUFFLED = "    random.shuffle(batches)\n"
LAST = "len(self.weights) - 1"

Changes = Mapping[str, str]

WRONG: Mapping[str, Changes] = {
    "sum_not_mean": {DELTA: "delta = pred - labels"},
    "divided_twice": {DELTA: "delta = (pred - labels) / len(labels) ** 2"},
    "sign": {DELTA: "delta = (labels - pred) / len(labels)"},
    "hidden_sign": {BACK: f"{BACK} * (-1 if l == {LAST} else 1)"},
    "first_layer_sign": {BACK: f"{BACK} * (-1 if l == 1 else 1)"},
    "softmax_axis": {
        DELTA: "s = h[-1] @ self.weights[-1] + self.biases[-1]\n"
        "        e = np.exp(s - s.max(axis=0))\n"
        "        delta = (e / e.sum(axis=0) - labels) / len(labels)"
    },
    "sigmoid_delta": {DELTA: f"{DELTA} * pred * (1 - pred)"},
    "squared_error": {
        DELTA: "d = pred - labels\n"
        "        delta = pred * (d - (d * pred).sum(axis=1, keepdims=True)) / len(labels)"
    },
    "first_layer_fixed": {LOOP: LOOP.replace("range(", "range(1, ")},
    "only_last_trained": {LOOP: LOOP.replace("range(", f"range({LAST}, ")},
    "mask_inverted": {BACK: BACK.replace("> 0", "<= 0")},
    "mask_other_layer": {BACK: BACK.replace("z[l - 1]", f"z[{LAST} - l]")},
    "gradients_accumulate": {
        GRADS: GRADS + "                if hasattr(self, 'kept'):\n"
        "                    grads = [[a + b for a, b in zip(*p)] for p in zip(grads, self.kept)]\n"
        "                self.kept = grads\n",
        RETURN: "        found = grads_w, grads_b\n"
        "        if hasattr(self, 'sums'):\n"
        "            found = [[a + b for a, b in zip(*pair)] for pair in zip(found, self.sums)]\n"
        "        self.sums = found\n        return found\n",
    },
    "updated_before_use": {
        WEIGHT: f"{WEIGHT}\n            self.weights[l] -= self.lr * grads_w[l]",
        "    def backward(": "    lr = 0.3\n\n    def backward(",
        "self.weights[l] -= lr * grads_w[l]": "pass",
    },
    "pairs_broken": {
        "    X, y = data\n    batches": "    X, y = data\n"
        "    X = X[np.random.permutation(len(X))]\n    batches"
    },
    "sorted_by_class": {
        "    X, y = data\n    batches": "    X, y = data\n"
        "    order = np.argsort(y.argmax(axis=1), kind='stable')\n"
        "    X, y = X[order], y[order]\n    batches",
        SHUFFLED: "",
    },
    "bias_times_batch": {BIAS: f"{BIAS} * len(labels)"},
    "no_mask": {BACK: "delta = delta @ self.weights[l].T"},
    "no_mask_first": {BACK: BACK.replace("(z[l - 1] > 0)", "((z[l - 1] > 0) if l > 1 else 1)")},
    "weights_not_transposed": {
        BACK: "V = self.weights[l]\n                "
        "delta = (delta @ (V if V.shape[0] == V.shape[1] else V.T)) * (z[l - 1] > 0)"
    },
    "mask_leaky": {BACK: BACK.replace("(z[l - 1] > 0)", "np.where(z[l - 1] > 0, 1, 0.5)")},
    "bias_over_batch": {BIAS: "grads_b[l] = delta.mean(axis=0)"},
    "bias_zero": {BIAS: "grads_b[l] = np.zeros(delta.shape[1])"},
    "bias_sign": {BIAS: "grads_b[l] = -delta.sum(axis=0)"},
    "bias_first_example": {BIAS: "grads_b[l] = delta[0] * len(labels)"},
    "weights_halved": {WEIGHT: f"{WEIGHT} * (0.5 if l == 1 else 1)"},
    "weights_of_scores": {WEIGHT: f"grads_w[l] = (z[l - 1] if l == {LAST} else h[l]).T @ delta"},
    "unit_forgotten": {RETURN: f"        grads_w[0][:, -1] = 0\n{RETURN}"},
    "last_example_dropped": {
        "        h, z, pred = cache\n": "        h, z, pred = cache\n"
        "        labels, pred = labels[:-1], pred[:-1]\n"
        "        h, z = [a[:-1] for a in h], [a[:-1] for a in z]\n"
    },
    "bias_element_zero": {RETURN: f"        grads_b[0].flat[0] = 0\n{RETURN}"},
    "bias_element_small": {RETURN: f"        grads_b[0].flat[0] *= 0.9\n{RETURN}"},
    "previous_gradient": {
        RETURN: "        new = grads_w, grads_b\n"
        "        old, self.kept = getattr(self, 'kept', new), new\n        return old\n"
    },
    "output_bias_missing": {
        "self.weights[-1] + self.biases[-1])\n        return": "self.weights[-1])\n        return"
    },
    "hidden_activation_missing": {
        "h.append(self.activation(z[-1]))": "h.append(self.activation(z[-1]))\n"
        f"            h[-1] = z[-1] if len(z) == {LAST} else h[-1]"
    },
}
"""What stands in the place of what, by the name the catalogue has for the mistake."""

TOLD = {
    "pairs_broken": "labels",
    "sorted_by_class": "same order",
    "sum_not_mean": "sum",
}
"""Mistakes that a sentence of a check names, where the catalogue's entry is of another form."""

RIGHT: Mapping[str, Changes] = {
    "sums, and a rate that is divided": {
        DELTA: "delta = pred - labels",
        "self.update(grads, lr)": "self.update(grads, lr / len(X))",
    },
    "float32": {
        "bound = np.sqrt(6.0 / (n + m))": "bound = np.float32(np.sqrt(6.0 / (n + m)))",
        "self.weights.append(W)": "self.weights.append(W.astype(np.float32))",
        "self.biases.append(np.zeros(m))": "self.biases.append(np.zeros(m, np.float32))",
    },
    "rows of biases": {
        "np.zeros(m))": "np.zeros((1, m)))",
        BIAS: "grads_b[l] = delta.sum(axis=0, keepdims=True)",
    },
    "Glorot's normal form": {
        "W = np.random.uniform(-bound, bound, (n, m))": "W = bound / 3**0.5 * np.random.randn(n, m)"
    },
    "a slope of one at zero": {BACK: BACK.replace("> 0", ">= 0")},
    "a loop in place of a product": {
        WEIGHT: "grads_w[l] = sum(np.outer(a, d) for a, d in zip(h[l], delta))"
    },
    "examples shuffled, and a generator": {
        "    batches = [(X[i": "    order = np.random.permutation(len(X))\n"
        "    X, y = X[order], y[order]\n    batches = [(X[i",
        "    return batches\n": "    yield from batches\n",
    },
    "new arrays after an update": {
        "self.weights[l] -= lr * grads_w[l]": "self.weights[l] = self.weights[l] - lr * grads_w[l]",
        "self.biases[l] -= lr * grads_b[l]": "self.biases[l] = self.biases[l] - lr * grads_b[l]",
    },
    "the loss returned in the middle, as the homework's skeleton has it": {
        "    def forward(self, inputs):": "    def forward(self, inputs, labels):",
        "return pred, (h, z, pred)": "ls = self.loss(pred, labels + 0 * pred)\n"
        "        return pred, ls, (h, z, pred)",
        "    def backward(self, cache, labels):": "    def backward(self, cache, labels, lss):",
        "pred, cache = self.forward(X)": "pred, ls, cache = self.forward(X, y)",
        "grads = self.backward(cache, y)": "grads = self.backward(cache, y, ls)",
        "_, cache = self.forward(x)": "_, ls, cache = self.forward(x, y)",
        "grads_w, _ = self.backward(cache, y)": "grads_w, _ = self.backward(cache, y, ls)",
        "self.forward(x)[0]": "self.forward(x, y)[0]",
        "pred, _ = self.forward(X)": "pred, _, _ = self.forward(X, y)",
    },
}


def written(changes: Changes) -> str:
    source = SOLUTION
    for old, new in changes.items():
        assert old in source, old
        source = source.replace(old, new)
    return source


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Prepare the assignment without the checks that train."""
    text = (FOLDER / "assignment.yaml").read_text(encoding="utf-8")
    head, rest = text.split("# Training: calibrated", 1)
    _, interface = rest.split("\ninterface:\n", 1)
    folder: Path = tmp_path_factory.mktemp("mnist-init")
    path = folder / "assignment.yaml"
    path.write_text(f"{head}\ninterface:\n{interface}", encoding="utf-8")
    ready = prepare(path)
    assert not [c.id for c in ready.loaded.assignment.checks if c.id in TRAINED]
    return ready


def told(report: Report) -> str:
    return " ".join(check.student_text for check in report.checks)


def test_there_are_thirty_four_of_them() -> None:
    assert len(WRONG) == 34


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_trainer_is_caught_before_it_trains_and_named(
    name: str, wall: Wall, prepared: Prepared
) -> None:
    report = grade_source(prepared, wall, written(WRONG[name]))
    lost = {check.id for check in report.checks if check.score < check.max_score}
    assert lost & {"update", "train", "data_iter"}, excerpt(report)
    named = {d.id.rsplit(".", 1)[-1] for check in report.checks for d in check.diagnoses}
    assert name in named or (name in TOLD and TOLD[name] in told(report)), (named, excerpt(report))


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_trainer_written_otherwise_loses_nothing(
    name: str, wall: Wall, prepared: Prepared
) -> None:
    report = grade_source(prepared, wall, written(RIGHT[name]))
    assert report.score == report.max_score, excerpt(report)
