"""Known wrong networks by scalars and lists, each a patch of the right program. Runs in the judge.

The subject of a patch is the program's own name: all of them are for one hidden layer.
"""

from collections.abc import Mapping

from grader_reference.catalogue import Misconception
from grader_reference.programs import Program, Slip, wrong

_IMPORTS = "import math"
_FORWARD: Mapping[str, str] = {
    "I, J, M": "range(len(x)), range(len(b)), range(len(c))",
    "k": "[sum(x[i] * w[i][j] for i in I) + b[j] for j in J]",
    "h": "[1 / (1 + math.exp(-k[j])) for j in J]",
    "z": "[sum(h[j] * v[j][m] for j in J) + c[m] for m in M]",
    "e": "[math.exp(z[m] - max(z)) for m in M]",
    "y": "[e[m] / sum(e) for m in M]",
}
_BACKWARD: Mapping[str, str] = {
    "dz": "[y[m] - t[m] for m in M]",
    "dv": "[[h[j] * dz[m] for m in M] for j in J]",
    "dc": "dz",
    "dh": "[sum(v[j][m] * dz[m] for m in M) for j in J]",
    "dk": "[dh[j] * h[j] * (1 - h[j]) for j in J]",
    "dw": "[[x[i] * dk[j] for j in J] for i in I]",
    "db": "dk",
}
FORWARD = Program(
    name="forward",
    parameters=("x", "w", "b", "v", "c"),
    imports=_IMPORTS,
    statements=_FORWARD,
    result="k, h, z, y",
)
BACKWARD = Program(
    name="backward",
    parameters=("x", "t", "w", "b", "v", "c"),
    imports=_IMPORTS,
    statements={**_FORWARD, **_BACKWARD},
    result="dw, db, dv, dc",
)
LOSS = Program(
    name="loss",
    parameters=("y", "t"),
    imports=_IMPORTS,
    statements={"M": "range(len(t))"},
    result="-sum(t[m] * math.log(y[m]) for m in M)",
)
SIGMOID = Program(
    name="sigmoid",
    parameters=("x",),
    imports=_IMPORTS,
    statements={"e": "math.exp(-abs(x))"},
    result="1 / (1 + e) if x >= 0 else e / (1 + e)",
)
SOFTMAX = Program(
    name="softmax",
    parameters=("o",),
    imports=_IMPORTS,
    statements={"e": "[math.exp(score - max(o)) for score in o]"},
    result="[one / sum(e) for one in e]",
)


def _slip(
    name: str,
    claim: str,
    hints: tuple[str, str],
    explanation: str,
    **lines: str,
) -> Slip[str]:
    """Return a slip of a program that is always the same; ``returns`` patches its result."""
    patch = {"return" if target == "returns" else target: code for target, code in lines.items()}
    return Slip(
        id=name, claim=claim, hints=hints, explanation=explanation, lines=lambda _: dict(patch)
    )


def scalar_forward() -> tuple[Misconception, ...]:
    """Return what goes wrong with the forward pass by scalars."""
    return wrong(_FORWARD_SLIPS, FORWARD, "lists", function="scalar_forward")


def scalar_backward() -> tuple[Misconception, ...]:
    """Return what goes wrong with the backward pass by scalars."""
    return wrong(_BACKWARD_SLIPS, BACKWARD, "lists", function="scalar_backward")


def scalar_loss() -> tuple[Misconception, ...]:
    """Return what goes wrong with −Σ t ln y."""
    return wrong(_LOSS_SLIPS, LOSS, "lists", function="scalar_loss")


def scalar_sigmoid() -> tuple[Misconception, ...]:
    """Return what goes wrong with the sigmoid of a number."""
    return wrong(_SIGMOID_SLIPS, SIGMOID, "number", function="scalar_sigmoid")


def scalar_softmax() -> tuple[Misconception, ...]:
    """Return what goes wrong with the softmax of a list."""
    return wrong(_SOFTMAX_SLIPS, SOFTMAX, "list", function="scalar_softmax")


_HAND = "Follow one example by hand: at which of k, h, z, y does the first difference appear?"
_DIFFERENCES = "Move one weight by ±0.00001 and divide the loss difference by 0.00002: compare."

_FORWARD_SLIPS = (
    _slip(
        "no_hidden_bias",
        "the hidden bias is not added",
        (_HAND, "Change an entry of b: does k change?"),
        "k = Σ x w without b.",
        k="[sum(x[i] * w[i][j] for i in I) for j in J]",
    ),
    _slip(
        "no_output_bias",
        "the output bias is not added",
        (_HAND, "Change an entry of c: does z change?"),
        "z = Σ h v without c.",
        z="[sum(h[j] * v[j][m] for j in J) for m in M]",
    ),
    _slip(
        "last_input_only",
        "only the last input reaches the hidden units",
        (_HAND, "Is a sum collected in the loop, or overwritten?"),
        "k is overwritten in the loop over i (eq. k = x w + b read without its sum).",
        k="[x[-1] * w[-1][j] + b[j] for j in J]",
    ),
    _slip(
        "last_hidden_only",
        "only the last hidden unit reaches the outputs",
        (_HAND, "Is a sum collected in the loop, or overwritten?"),
        "z is overwritten in the loop over j.",
        z="[h[-1] * v[-1][m] + c[m] for m in M]",
    ),
    _slip(
        "hidden_sums_accumulate",
        "the sum of one hidden unit begins with the sum of the unit before it",
        (_HAND, "Where is the sum set back to 0?"),
        "One accumulator for all j, set to 0 before the outer loop only.",
        k="[sum(x[i] * w[i][l] for i in I for l in range(j + 1)) + b[j] for j in J]",
    ),
    _slip(
        "output_sums_accumulate",
        "the sum of one output begins with the sum of the output before it",
        (_HAND, "Where is the sum set back to 0?"),
        "One accumulator for all m, set to 0 before the outer loop only.",
        z="[sum(h[j] * v[j][l] for j in J for l in range(m + 1)) + c[m] for m in M]",
    ),
    _slip(
        "bias_per_input",
        "the hidden bias is added once for every input",
        (_HAND, "Does the bias stand inside or outside of the loop over the inputs?"),
        "k = Σ (x w + b): b is added I times.",
        k="[sum(x[i] * w[i][j] + b[j] for i in I) for j in J]",
    ),
    _slip(
        "no_sigmoid",
        "the hidden activation is missing",
        (_HAND, "In which range must h lie?"),
        "h = k.",
        h="[k[j] for j in J]",
    ),
    _slip(
        "sigmoid_sign",
        "the sigmoid falls where it should rise",
        (_HAND, "Compare the sign in the exponent with the formula."),
        "e^k in place of e^−k.",
        h="[1 / (1 + math.exp(k[j])) for j in J]",
    ),
    _slip(
        "tanh",
        "tanh is used in place of the sigmoid",
        (_HAND, "In which range must h lie?"),
        "h = tanh(k).",
        h="[math.tanh(k[j]) for j in J]",
    ),
    _slip(
        "output_sigmoid",
        "the outputs go through a sigmoid in place of softmax",
        ("What must the probabilities sum to?", _HAND),
        "y = σ(z) per output.",
        y="[1 / (1 + math.exp(-z[m])) for m in M]",
    ),
    _slip(
        "sigmoid_before_softmax",
        "the output scores go through the sigmoid before softmax",
        (_HAND, "Which layers have a sigmoid?"),
        "softmax(σ(z)).",
        e="[math.exp(1 / (1 + math.exp(-z[m]))) for m in M]",
    ),
    _slip(
        "no_softmax",
        "softmax is missing: scores come back as probabilities",
        ("What must the probabilities sum to?", _HAND),
        "y = z.",
        y="list(z)",
    ),
    _slip(
        "not_normalised",
        "the exponentials are not divided by their sum",
        ("What must the probabilities sum to?", _HAND),
        "y = e^z.",
        y="[math.exp(z[m]) for m in M]",
    ),
    _slip(
        "no_exponential",
        "the scores themselves are divided by their sum",
        ("Can a probability be negative?", _HAND),
        "y = z / Σz.",
        y="[z[m] / sum(z) for m in M]",
    ),
)

_BACKWARD_SLIPS = (
    _slip(
        "sign",
        "every gradient has the wrong sign",
        (_DIFFERENCES, "Is the true class's gradient in dc negative, as it should be?"),
        "t − y in place of y − t.",
        dz="[t[m] - y[m] for m in M]",
    ),
    _slip(
        "hidden_sign",
        "the hidden layer's gradients have the wrong sign, the outer ones are right",
        (_DIFFERENCES, "Which of the four gradients are right? Where does the sign change?"),
        "A minus in dh, as with t − y there: dw and db are −1 times the right ones.",
        dh="[-sum(v[j][m] * dz[m] for m in M) for j in J]",
    ),
    _slip(
        "no_derivative",
        "the derivative of the sigmoid is missing",
        (_DIFFERENCES, "Which factor belongs between dh and dk?"),
        "dk = dh: σ′(k) = h(1 − h) is missing.",
        dk="[dh[j] for j in J]",
    ),
    _slip(
        "derivative_at_h",
        "the sigmoid is applied once more before its slope is taken",
        (_DIFFERENCES, "Has the argument of the slope been through the sigmoid already?"),
        "σ′(h) in place of σ′(k).",
        dk="[dh[j] * math.exp(-h[j]) / (1 + math.exp(-h[j])) ** 2 for j in J]",
    ),
    _slip(
        "tanh_derivative",
        "the slope follows the rule for tanh",
        (_DIFFERENCES, "Which activation does the formula belong to?"),
        "1 − h² in place of h(1 − h).",
        dk="[dh[j] * (1 - h[j] ** 2) for j in J]",
    ),
    _slip(
        "derivative_of_k",
        "the slope is computed from the score before the sigmoid",
        (_DIFFERENCES, "Is the letter in the formula the value before or after the sigmoid?"),
        "k(1 − k) in place of h(1 − h).",
        dk="[dh[j] * k[j] * (1 - k[j]) for j in J]",
    ),
    _slip(
        "first_factor",
        "the slope is the hidden value alone, without the second factor",
        (_DIFFERENCES, "Count the factors of the sigmoid's slope."),
        "h in place of h(1 − h).",
        dk="[dh[j] * h[j] for j in J]",
    ),
    _slip(
        "second_factor",
        "the slope is one minus the hidden value, without the first factor",
        (_DIFFERENCES, "Count the factors of the sigmoid's slope."),
        "1 − h in place of h(1 − h).",
        dk="[dh[j] * (1 - h[j]) for j in J]",
    ),
    _slip(
        "no_input",
        "the gradient of w does not contain the input",
        (_DIFFERENCES, "Change an input: does dw change with it? Are the rows of dw equal?"),
        "dw_ij = dk_j: the factor x_i is missing.",
        dw="[[dk[j] for j in J] for i in I]",
    ),
    _slip(
        "hidden_scores_in_dv",
        "the gradient of v uses the hidden scores, where the hidden values belong",
        (_DIFFERENCES, "What is multiplied by v in the forward pass?"),
        "dv_jm = k_j dz_m.",
        dv="[[k[j] * dz[m] for m in M] for j in J]",
    ),
    _slip(
        "no_hidden_in_dv",
        "the gradient of v does not contain the hidden values",
        (_DIFFERENCES, "Are the rows of dv equal?"),
        "dv_jm = dz_m: the factor h_j is missing.",
        dv="[[dz[m] for m in M] for j in J]",
    ),
    _slip(
        "errors_accumulate",
        "the error of one hidden unit begins with the error of the unit before it",
        (_DIFFERENCES, "Where is the sum set back to 0?"),
        "One accumulator for all j, set to 0 before the outer loop only.",
        dh="[sum(v[l][m] * dz[m] for m in M for l in range(j + 1)) for j in J]",
    ),
    _slip(
        "last_output_only",
        "only the last output's error reaches the hidden layer",
        (_DIFFERENCES, "Is a sum collected in the loop, or overwritten?"),
        "dh is overwritten in the loop over m.",
        dh="[v[j][-1] * dz[-1] for j in J]",
    ),
    _slip(
        "true_output_only",
        "only the true class's error is counted",
        (_DIFFERENCES, "Does the score of the other class change the loss, too?"),
        "dz = t (y − 1): zero off the class (the bonus formula t y − t of a report).",
        dz="[t[m] * (y[m] - t[m]) for m in M]",
    ),
    _slip(
        "sigmoid_delta",
        "the output error is multiplied by y(1 − y)",
        (_DIFFERENCES, "Which loss and which output does this delta belong to?"),
        "The delta of a squared error with sigmoids.",
        dz="[(y[m] - t[m]) * y[m] * (1 - y[m]) for m in M]",
    ),
    _slip(
        "no_target",
        "the target is not subtracted in the output error",
        ("Change the target: do the gradients change?", _DIFFERENCES),
        "dz = y.",
        dz="[y[m] for m in M]",
    ),
    _slip(
        "wrt_scores",
        "the output error is that of the probabilities, before the softmax is passed back",
        (_DIFFERENCES, "Through which two steps does the error pass from the loss to z?"),
        "dz = −t / y: the softmax is not differentiated.",
        dz="[-t[m] / y[m] for m in M]",
    ),
    _slip(
        "hidden_bias_zero",
        "the gradient of b is zero",
        ("Does the loss change when b is moved?", _DIFFERENCES),
        "db is never computed.",
        db="[0.0 for j in J]",
    ),
    _slip(
        "bias_before_derivative",
        "the gradient of b is taken before the sigmoid's slope",
        (_DIFFERENCES, "On which side of the sigmoid is b added?"),
        "db = dh in place of dk.",
        db="dh",
    ),
    _slip(
        "output_bias_missing",
        "the output bias is not added in the forward pass",
        ("Change an entry of c: do the gradients change?", "Follow c through the code."),
        "z = Σ h v without c, and every gradient after it.",
        z="[sum(h[j] * v[j][m] for j in J) for m in M]",
    ),
    _slip(
        "hidden_bias_missing",
        "the hidden bias is not added in the forward pass",
        ("Change an entry of b: do the gradients change?", "Follow b through the code."),
        "k = Σ x w without b, and every gradient after it.",
        k="[sum(x[i] * w[i][j] for i in I) for j in J]",
    ),
)

_LOSS_SLIPS = (
    _slip(
        "first_output",
        "the loss is always that of the first output",
        ("Change the target: does the loss change?", "Follow the index."),
        "−ln y_0 whatever the target.",
        returns="-math.log(y[0])",
    ),
    _slip(
        "best_guess",
        "the loss is that of the likeliest output, not of the true one",
        ("Change the target: does the loss change?", "Whose probability counts?"),
        "−ln max y.",
        returns="-math.log(max(y))",
    ),
    _slip(
        "sign",
        "the loss has the wrong sign",
        ("What sign has the logarithm of a probability?", "Try y = ½ by hand."),
        "The minus is missing.",
        returns="sum(t[m] * math.log(y[m]) for m in M)",
    ),
    _slip(
        "log10",
        "the logarithm has base 10",
        ("Try y = ½ by hand.", "Which logarithm is math.log?"),
        "log10 in place of ln.",
        returns="-sum(t[m] * math.log10(y[m]) for m in M)",
    ),
    _slip(
        "log2",
        "the logarithm has base 2",
        ("Try y = ½ by hand.", "Which logarithm is math.log?"),
        "log2 in place of ln.",
        returns="-sum(t[m] * math.log2(y[m]) for m in M)",
    ),
    _slip(
        "no_target",
        "all outputs count, not only the true one",
        ("Change the target: does the loss change?", "Which factor is missing?"),
        "−Σ ln y over all outputs.",
        returns="-sum(math.log(y[m]) for m in M)",
    ),
    _slip(
        "other_classes",
        "the logarithm is taken of the wrong classes' probabilities",
        ("Which probability should decide: the true class's?", "Follow the index."),
        "−Σ (1 − t) ln y: the classes that are not the target.",
        returns="-sum((1 - t[m]) * math.log(y[m]) for m in M)",
    ),
    _slip(
        "binary",
        "the loss counts the classes that are not the target, too",
        ("Which terms remain when t is one-hot?", "Is the formula the one for two classes?"),
        "Adds (1 − t) ln(1 − y).",
        returns="-sum(math.log(y[m] if t[m] else 1 - y[m]) for m in M)",
    ),
    _slip(
        "averaged",
        "the loss is divided by the number of outputs",
        ("By what factor is it off?", "Over what is the formula's sum?"),
        "−Σ t ln y / M.",
        returns="-sum(t[m] * math.log(y[m]) for m in M) / len(t)",
    ),
    _slip(
        "squared_error",
        "the loss sums squared differences",
        ("What does the loss do as y approaches 0?", "Compare with the formula."),
        "Σ (t − y)².",
        returns="sum((t[m] - y[m]) ** 2 for m in M)",
    ),
    _slip(
        "half_squared_error",
        "the loss is half the sum of squared differences",
        ("What does the loss do as y approaches 0?", "Compare with the formula."),
        "½ Σ (t − y)².",
        returns="sum((t[m] - y[m]) ** 2 for m in M) / 2",
    ),
    _slip(
        "no_logarithm",
        "the loss has no logarithm",
        ("Try y = ½ by hand.", "Which function of y stands in the formula?"),
        "−Σ t y.",
        returns="-sum(t[m] * y[m] for m in M)",
    ),
)

_SIGMOID_SLIPS = (
    _slip(
        "cut_off",
        "the sigmoid stops rising away from the middle",
        ("What should come back for 8?", "Is the argument changed before it is used?"),
        "The argument is clipped to ±6.",
        x="max(-6, min(6, x))",
    ),
    _slip(
        "missing_minus",
        "the sigmoid falls where it should rise",
        ("What should come back for 5, and for −5?", "Compare the sign in the exponent."),
        "σ(−x): e^x in place of e^−x.",
        returns="e / (1 + e) if x >= 0 else 1 / (1 + e)",
    ),
    _slip(
        "precedence",
        "the sigmoid divides before it adds",
        ("Can the result be larger than 1?", "Count the brackets."),
        "1 / 1 + e^−x: brackets are missing.",
        returns="1 / 1 + math.exp(-x)",
    ),
    _slip(
        "derivative",
        "the sigmoid returns its derivative",
        ("What should come back for 5, and for −5?", "Which function is asked for?"),
        "σ(x)(1 − σ(x)).",
        returns="e / (1 + e) ** 2",
    ),
    _slip(
        "tanh",
        "the sigmoid gives values between −1 and 1",
        ("What should come back for 0?", "Which activation has which range?"),
        "tanh in place of the logistic sigmoid.",
        returns="math.tanh(x)",
    ),
    _slip(
        "overflow_left",
        "the sigmoid cannot take very negative numbers",
        ("What is math.exp(800)?", "Can the formula be written so that no exponent is positive?"),
        "1 / (1 + e^−x) raises OverflowError below −709; right above.",
        returns="1 / (1 + math.exp(-x))",
    ),
    _slip(
        "overflow_right",
        "the sigmoid cannot take very large numbers",
        ("What is math.exp(800)?", "Can the formula be written so that no exponent is positive?"),
        "e^x / (1 + e^x) raises OverflowError above 709; right below.",
        returns="math.exp(x) / (1 + math.exp(x))",
    ),
)

_SOFTMAX_SLIPS = (
    _slip(
        "mean_shift",
        "softmax subtracts the mean, so that one very large score still overflows",
        ("What is left of 1000 beside −1000?", "How large may an exponent be?"),
        "score − mean cancels, but [1000, −1000] still has an exponent of 1000.",
        e="[math.exp(score - sum(o) / len(o)) for score in o]",
    ),
    _slip(
        "first_shift",
        "softmax subtracts the first score, which need not be the largest",
        ("Try [−1000, 1000].", "How large may an exponent be?"),
        "score − o[0] cancels, but overflows where another score is larger by 710.",
        e="[math.exp(score - o[0]) for score in o]",
    ),
    _slip(
        "no_shift",
        "softmax takes the exponential of the scores as they are, also of large ones",
        ("What is math.exp(1000)?", "What may be subtracted from all scores?"),
        "No shift: math.exp raises OverflowError above 709.",
        e="[math.exp(score) for score in o]",
    ),
    _slip(
        "not_normalised",
        "softmax returns the exponentials, not divided by their sum",
        ("What must the probabilities sum to?", "Which part of the formula is missing?"),
        "e^o without normalisation.",
        returns="[math.exp(score) for score in o]",
    ),
    _slip(
        "not_normalised_shifted",
        "softmax returns the shifted exponentials, not divided by their sum",
        ("What must the probabilities sum to?", "Which part of the formula is missing?"),
        "e^(o − max) without normalisation.",
        returns="e",
    ),
    _slip(
        "no_exponential",
        "softmax divides the scores themselves by their sum",
        ("Can a probability be negative?", "Which part of the formula is missing?"),
        "o / Σo.",
        returns="[score / sum(o) for score in o]",
    ),
    _slip(
        "sigmoid",
        "softmax treats every score by itself, as a sigmoid does",
        ("What must the probabilities sum to?", "Does raising one score lower the others?"),
        "σ(o) per score.",
        returns="[0.5 + 0.5 * math.tanh(score / 2) for score in o]",
    ),
    _slip(
        "sign",
        "softmax gives the largest probability to the smallest score",
        ("Which entry of [1, 2] should be larger?", "Look at the sign in the exponent."),
        "e^−o in place of e^o.",
        e="[math.exp(min(o) - score) for score in o]",
    ),
)
