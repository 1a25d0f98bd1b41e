"""The derivations of the softmax, its logarithm and its Jacobian. Runs in the judge."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import DIFFERENCES, bishop, deep_learning
from grader_reference.mathematics.trials import softmaxes as trials

_SHIFT = (
    "Blanchard, Higham and Higham, Accurately computing the log-sum-exp and softmax functions, IMA"
    " J. Numer. Anal. 41 (2021)"
)
_SCORES = {"z": "scores (logits), N × K: a row per example, a column per class"}

SOFTMAX = Mathematics(
    symbols={**_SCORES, "p": "probabilities, N × K", "m": "the largest score of each row, N × 1"},
    steps=(
        (
            "Positive numbers first: e^(z_nk) > 0 whatever the score is, and a larger score gives"
            " a larger number."
        ),
        (
            "Then shares: divide by the sum of the example's own row, p_nk = e^(z_nk) / Σ_j"
            " e^(z_nj). Every row sums to 1, and rows do not know each other."
        ),
        (
            "A constant c added to one row changes nothing: e^(z+c) = e^c e^z, and e^c cancels"
            " above and below."
        ),
        (
            "As floats, e^710 is already ∞, and ∞/∞ is NaN. So subtract what may be subtracted:"
            " the row's own largest score m_n. Every exponent is then ≤ 0 and one of them is 0, so"
            " the sum lies between 1 and K."
        ),
        (
            "p_nk = e^(z_nk − m_n) / Σ_j e^(z_nj − m_n). In numpy both reductions run along axis 1"
            " and keep their axis (keepdims=True), so that N × 1 is divided out of N × K."
        ),
        (
            "With another number for each row than its own maximum the formula is still right on"
            " paper, and breaks where rows differ by hundreds."
        ),
    ),
    sources=(deep_learning("§4.1 and §6.2.2.3"), bishop("§4.3.4, eq. 4.104"), _SHIFT),
    trials=(
        Trial(
            code=trials.softmax_of_ordinary_scores,
            expect="every row sums to 1, the largest score has the largest share, and adding 5 to"
            " the scores of one row changes nothing.",
        ),
        Trial(
            code=trials.softmax_of_large_scores,
            expect="the same three shares in the first two rows, one class alone in the others, and"
            " no NaN.",
        ),
    ),
)
LOG_SOFTMAX = Mathematics(
    symbols={**_SCORES, "m": "the largest score of each row, N × 1"},
    steps=(
        (
            "Take the logarithm of the softmax on paper, before any float is computed: log p_nk ="
            " log(e^(z_nk) / Σ_j e^(z_nj)) = z_nk − log Σ_j e^(z_nj)."
        ),
        (
            "The logarithm of the sum is made safe by the row's largest score: log Σ_j e^(z_nj) ="
            " m_n + log Σ_j e^(z_nj − m_n), whose sum lies between 1 and K."
        ),
        "So log p_nk = (z_nk − m_n) − log Σ_j e^(z_nj − m_n).",
        "No result is positive, and the exponentials of each row sum to 1.",
        (
            "log(softmax(z)) is the same on paper only: where p underflows to 0 it is −∞, while"
            " the formula above still gives −2000 where that is the answer."
        ),
    ),
    sources=(deep_learning("§6.2.2.3, eq. 6.30"), _SHIFT),
    trials=(
        Trial(
            code=trials.log_softmax_of_ordinary_scores,
            expect="nothing is positive, and the exponentials of every row sum to 1.",
        ),
        Trial(
            code=trials.log_softmax_of_large_scores,
            expect="0 for the largest score, its distance to it for the others: −2000 and not −∞.",
        ),
    ),
)
SOFTMAX_JACOBIAN = Mathematics(
    symbols={
        "z": "the scores of one example, K",
        "p": "its probabilities softmax(z), K",
        "J": "K × K, J_ij = ∂p_i / ∂z_j",
        "δ_ij": "1 where i = j, else 0",
    },
    steps=(
        (
            "Write p_i = e_i / S with e_i = e^(z_i) and S = Σ_j e_j. Then ∂e_i/∂z_j = δ_ij e_i and"
            " ∂S/∂z_j = e_j."
        ),
        "The quotient rule: ∂p_i/∂z_j = (δ_ij e_i S − e_i e_j) / S².",
        "Divide: J_ij = δ_ij p_i − p_i p_j = p_i (δ_ij − p_j).",
        (
            "On the diagonal p_i (1 − p_i), beside it −p_i p_j: raising one score lowers all other"
            " probabilities."
        ),
        (
            "As a matrix, J = diag(p) − p pᵀ. It is symmetric, and every row sums to 0, because"
            " the probabilities keep summing to 1."
        ),
    ),
    sources=(bishop("§4.3.4, eq. 4.106"), DIFFERENCES),
    trials=(
        Trial(
            code=trials.jacobian_by_differences,
            expect="the difference is 0, and so is the sum of every row.",
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "softmax": SOFTMAX,
    "log_softmax": LOG_SOFTMAX,
    "softmax_jacobian": SOFTMAX_JACOBIAN,
}
