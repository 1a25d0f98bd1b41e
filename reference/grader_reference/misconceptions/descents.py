"""Known wrong ways to take a step per example by scalars, as patches. Runs in the judge.

What is wrong in a single gradient is an entry of the backward pass. Here is what only several steps
show: sums that are not begun anew, an update that comes too early, examples that are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from grader_reference.catalogue import Misconception
from grader_reference.misconceptions.scalars import BACKWARD
from grader_reference.programs import Slip, Written, wrong
from grader_reference.trainers import Trainer

_PARAMETERS = "xs, ts, w, b, v, c, learning_rate"
_STEPS: Mapping[str, str] = {
    "w": "[[w[i][j] - learning_rate * dw[i][j] for j in J] for i in I]",
    "b": "[b[j] - learning_rate * db[j] for j in J]",
    "v": "[[v[j][m] - learning_rate * dv[j][m] for m in M] for j in J]",
    "c": "[c[m] - learning_rate * dc[m] for m in M]",
}
_EXAMPLE: Mapping[str, str] = {**BACKWARD.statements, **_STEPS}


@dataclass(frozen=True)
class Descent:
    """A loop over examples as text, a line by name, with a step for each."""

    trainer: Trainer

    def patched(self, lines: Mapping[str, str]) -> "Descent":
        """Return the loop with other lines."""
        return replace(self, trainer=self.trainer.patched(lines))

    @property
    def source(self) -> str:
        """Its text, a function definition."""
        return "".join([f"def train({_PARAMETERS}):\n", *self.trainer.body])

    def function(self, label: str) -> Written:
        """Return it as a function; the label tells its source from others'."""
        return Written("train", self.source, label)


DESCENT = Descent(
    Trainer(
        {
            "import": (1, BACKWARD.imports),
            "begin": (1, "n = len(xs)"),
            "loop": (1, "for x, t in zip(xs, ts):"),
            **{name: (2, f"{name} = {code}") for name, code in _EXAMPLE.items()},
            "end": (2, "pass"),
            "return": (1, "return w, b, v, c"),
        }
    )
)


def scalar_train() -> tuple[Misconception, ...]:
    """Return what goes wrong with one step for each example in turn."""
    return wrong(_SLIPS, DESCENT, "lists", function="scalar_train")


def _slip(
    name: str, claim: str, hints: tuple[str, str], explanation: str, **lines: str
) -> Slip[str]:
    """Return a slip that is always the same; ``returns`` patches the last line."""
    patch = {"return" if target == "returns" else target: code for target, code in lines.items()}
    return Slip(
        id=name, claim=claim, hints=hints, explanation=explanation, lines=lambda _: dict(patch)
    )


def _steps(rate: str) -> dict[str, str]:
    """Return the four updates with something else in the place of − rate."""
    return {n: f"{n} = {code.replace('- learning_rate', rate)}" for n, code in _STEPS.items()}


_ONE = "Train on a single example: is the step right then?"
_TWO = "Train on two examples: is the first step right, and the second one not?"

_SLIPS = (
    _slip(
        "uphill",
        "the parameters move along the gradient, and the loss grows",
        (_ONE, "Does the loss of an example fall after a step on it?"),
        "+ rate · gradient.",
        **_steps("+ learning_rate"),
    ),
    _slip(
        "updated_before_use",
        "the output weights are updated before the error is passed back through them",
        (_ONE, "Are w and b wrong, and v and c right, after one step?"),
        "dh through the new v: of second order in the rate, so accuracy hides it.",
        dv=f"dv = {_EXAMPLE['dv']}\nv = {_STEPS['v']}",
        v="pass",
    ),
    _slip(
        "gradients_accumulate",
        "the gradients of earlier examples are added to those of the next",
        (_TWO, "Where are the gradients set back to zero?"),
        "Right for the first example; each later step repeats all those before it.",
        begin="n, kept = len(xs), None",
        db=f"db = {_EXAMPLE['db']}\n"
        "kept = kept or ([[0] * len(b) for _ in w], [0] * len(b), [[0] * len(c) for _ in v],"
        " [0] * len(c))\n"
        "dw = [[kept[0][i][j] + dw[i][j] for j in J] for i in I]\n"
        "db = [kept[1][j] + db[j] for j in J]\n"
        "dv = [[kept[2][j][m] + dv[j][m] for m in M] for j in J]\n"
        "dc = [kept[3][m] + dc[m] for m in M]\n"
        "kept = dw, db, dv, dc",
    ),
    _slip(
        "sums_accumulate",
        "the sums of the hidden units begin with those of the example before",
        (_TWO, "Where are the hidden sums set back to zero?"),
        "k[j] += … over all examples.",
        begin="n, before = len(xs), [0] * len(b)",
        k=f"k = {_EXAMPLE['k']}\nk = [before[j] + k[j] for j in J]\nbefore = k",
    ),
    _slip(
        "errors_accumulate",
        "the errors of the hidden units begin with those of the example before",
        (_TWO, "Where are the hidden errors set back to zero?"),
        "dh[j] += … over all examples.",
        begin="n, before = len(xs), [0] * len(b)",
        dh=f"dh = {_EXAMPLE['dh']}\ndh = [before[j] + dh[j] for j in J]\nbefore = dh",
    ),
    _slip(
        "first_example_only",
        "training ends after the first example",
        (_TWO, "How far is the return indented?"),
        "return within the loop.",
        end="break",
    ),
    _slip(
        "last_example_only",
        "only the last example takes a step",
        (_TWO, "Which lines stand within the loop?"),
        "The update stands behind the loop.",
        loop="for x, t in list(zip(xs, ts))[-1:]:",
    ),
    _slip(
        "one_step_for_all",
        "all gradients are taken at the first weights, and summed to one step",
        (_TWO, "Which weights does the second example see?"),
        "Batch descent in the place of a step per example.",
        begin="n, first, moved = len(xs), (w, b, v, c), (w, b, v, c)",
        loop="for x, t in zip(xs, ts):\n    w, b, v, c = first",
        end="w = [[moved[0][i][j] + w[i][j] - first[0][i][j] for j in J] for i in I]\n"
        "b = [moved[1][j] + b[j] - first[1][j] for j in J]\n"
        "v = [[moved[2][j][m] + v[j][m] - first[2][j][m] for m in M] for j in J]\n"
        "c = [moved[3][m] + c[m] - first[3][m] for m in M]\n"
        "moved = w, b, v, c",
        returns="return moved",
    ),
    _slip(
        "rate_shared",
        "the rate is divided by the number of examples",
        (_ONE, "How many examples does one step belong to?"),
        "rate / N, as if the step were for a mean.",
        **_steps("- learning_rate / n"),
    ),
    _slip(
        "biases_fixed",
        "the biases are not trained",
        (_ONE, "Which of the four parameters have moved after one step?"),
        "b and c stay as they are.",
        b="pass",
        c="pass",
    ),
    _slip(
        "hidden_fixed",
        "only the output layer is trained",
        (_ONE, "Which of the four parameters have moved after one step?"),
        "w and b stay as they are.",
        w="pass",
        b="pass",
    ),
)
