"""The derivations of the optimisers' steps, of the L2 penalty and of Glorot's bound."""

from collections.abc import Mapping

from grader_reference.catalogue import Mathematics, Trial
from grader_reference.mathematics.books import deep_learning
from grader_reference.mathematics.trials import optimisers as trials

_STEP = {
    "w": "a parameter: a number, a matrix, any shape",
    "g": "the gradient of the loss by w, of w's shape",
    "η": "the learning rate, a small positive number",
}
_STATE = "starts at 0 and is handed on from step to step"
_EPSILON = {"ε": "a small number that keeps a division by 0 away"}

SGD = Mathematics(
    symbols=_STEP,
    steps=(
        "Near w the loss is nearly a plane: L(w + d) ≈ L(w) + Σ g d, over all entries.",
        "Of all directions of one length that sum falls most along d = −g, against the gradient.",
        "How far: η times the gradient, w′ = w − η g. The step is subtracted; adding it climbs.",
        (
            "Then L(w′) ≈ L(w) − η Σ g²: for a small η the loss falls, by η times the squared"
            " gradient."
        ),
        (
            "Every entry moves by its own gradient: the gradient is neither averaged over the"
            " entries, nor cut to its sign, nor divided by its length."
        ),
    ),
    sources=(deep_learning("§4.3 and §8.3.1, algorithm 8.1"),),
    trials=(Trial(code=trials.sgd_on_a_bowl, expect="each step leaves 0.8 of w: 0.8, 0.64, …"),),
)
MOMENTUM = Mathematics(
    symbols={
        **_STEP,
        "v": f"the velocity, of w's shape; {_STATE}",
        "μ": "momentum, the share of the velocity that is kept, such as 0.9",
    },
    steps=(
        (
            "Plain descent forgets at once. Here a velocity remembers: of the old one the share μ"
            " is kept, and the new step is added, v′ = μ v − η g."
        ),
        "The parameter moves by the new velocity, w′ = w + v′, not by the old one.",
        "Both come back: v′ goes into the next step.",
        (
            "Written out, v after t steps is −η Σ_s μ^(t−s) g_s: gradients count for less the"
            " older they are. Where all are equal, the steps grow up to η g / (1 − μ)."
        ),
        (
            "Other forms walk the same path: v′ = μ v + η g with w′ = w − v′, or v′ = μ v + g with"
            " w′ = w − η v′. With (1 − μ) g in the place of g the velocity is an average and the"
            " steps are 1 − μ times as long: another convention, with another rate."
        ),
    ),
    sources=(
        deep_learning("§8.3.2, algorithm 8.2"),
        (
            "Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum"
            " in deep learning (2013), eq. 1–2"
        ),
    ),
    trials=(
        Trial(
            code=trials.momentum_with_a_steady_gradient,
            expect="steps of −0.1, −0.19, −0.271: each keeps nine tenths of the last one and adds"
            " −0.1.",
            under=("classical",),
        ),
    ),
)
NESTEROV = Mathematics(
    symbols={
        "θ": "the parameter from which one looks ahead",
        "w": "the point looked ahead to, w = θ + μ v; the function is given this one",
        "g": "the gradient at w, of its shape",
        "v": f"the velocity, of w's shape; {_STATE}",
        "η": "the learning rate",
        "μ": "momentum, such as 0.9",
    },
    steps=(
        (
            "Momentum moves by μ v whatever the gradient says. So look there first: w = θ + μ v,"
            " and take the gradient g at w."
        ),
        "The velocity, with that gradient: v′ = μ v − η g. The parameter: θ′ = θ + v′.",
        (
            "Code keeps w instead of θ. Put θ = w − μ v and θ′ = w′ − μ v′ in: w′ − μ v′ = w − μ v"
            " + v′."
        ),
        "So w′ = w − μ v + (1 + μ) v′. Going back takes the old velocity, going ahead the new one.",
        "With v′ = μ v − η g that is w′ = w + μ v′ − η g, as many libraries write it.",
        "In the first step v = 0, so that w′ = w − (1 + μ) η g: larger than classical momentum's.",
    ),
    sources=(
        deep_learning("§8.3.3, algorithm 8.3"),
        (
            "Bengio, Boulanger-Lewandowski and Pascanu, Advances in optimizing recurrent networks"
            " (2013), §3.5"
        ),
    ),
    trials=(
        Trial(
            code=trials.nesterov_from_both_points,
            expect="both walks are at the same point after every step.",
            under=("ahead",),
        ),
    ),
)
ADAGRAD = Mathematics(
    symbols={
        **_STEP,
        **_EPSILON,
        "c": f"the sum of squared gradients, of w's shape; {_STATE}",
    },
    steps=(
        "Every entry gets a rate of its own: those with large gradients so far a smaller one.",
        (
            "Add the squares up, entry by entry, first: c′ = c + g². Squares, so that signs do not"
            " cancel; a sum, so that it never falls."
        ),
        (
            "Divide by the root, so that the units agree: w′ = w − η g / (√c′ + ε). c′ has the"
            " units of g², √c′ those of g."
        ),
        (
            "The new sum is used, not the old one: in the first step c = 0, √c′ = |g|, and every"
            " entry moves by η, whatever its gradient."
        ),
        (
            "With a steady gradient step t has the length η / √t: it shrinks and never quite ends."
            " ε may also stand under the root."
        ),
    ),
    sources=(
        (
            "Duchi, Hazan and Singer, Adaptive subgradient methods for online learning and"
            " stochastic optimization (2011)"
        ),
        deep_learning("§8.5.1, algorithm 8.4"),
    ),
    trials=(
        Trial(
            code=trials.adagrad_with_steady_gradients,
            expect="both entries move alike, by 0.1, then 0.0707, then 0.0577: 0.1 / √t.",
        ),
        Trial(code=trials.adagrad_at_rest, expect="w stays as it is, and no NaN comes."),
    ),
)
RMSPROP = Mathematics(
    symbols={
        **_STEP,
        **_EPSILON,
        "c": f"the running average of squared gradients, of w's shape; {_STATE}",
        "ρ": "decay, the share of the old average that is kept, such as 0.9",
    },
    steps=(
        (
            "AdaGrad's sum never forgets. In its place stands an average that does: c′ = ρ c + (1"
            " − ρ) g², entry by entry. Both shares together are 1; ρ belongs to the old average."
        ),
        "Divide by its root: w′ = w − η g / (√c′ + ε), with the new average.",
        "With a steady gradient c goes to g², and every entry moves by η, whatever its gradient.",
        (
            "The first step is longer: c′ = (1 − ρ) g², so that it is η / √(1 − ρ), about 3.2 η"
            " for ρ = 0.9. Adam corrects this."
        ),
        "c′ is handed on. ε may also stand under the root.",
    ),
    sources=(
        "Tieleman and Hinton, Lecture 6.5: RMSProp, Neural networks for machine learning (2012)",
        deep_learning("§8.5.2, algorithm 8.5"),
    ),
    trials=(
        Trial(
            code=trials.rmsprop_with_steady_gradients,
            expect=(
                "both entries move alike, by 0.3162 at first, by 0.2294 next, and at last by 0.1."
            ),
        ),
        Trial(code=trials.rmsprop_at_rest, expect="w stays as it is, and no NaN comes."),
    ),
)
ADAM = Mathematics(
    symbols={
        **_STEP,
        **_EPSILON,
        "m": f"the running average of gradients, of w's shape; {_STATE}",
        "v": f"the running average of squared gradients, of w's shape; {_STATE}",
        "t": "the number of the step, counted from 1",
        "β₁, β₂": "shares of the old averages that are kept, such as 0.9 and 0.999",
    },
    steps=(
        "An average of the gradients: m′ = β₁ m + (1 − β₁) g.",
        (
            "An average of their squares, entry by entry: v′ = β₂ v + (1 − β₂) g². The square is"
            " taken before the average."
        ),
        (
            "Both start at 0 and are too small at first. With a steady gradient m after t steps is"
            " (1 − β₁ᵗ) g and v is (1 − β₂ᵗ) g²: the shares that were added up so far."
        ),
        (
            "So divide by those shares: m̂ = m′ / (1 − β₁ᵗ) and v̂ = v′ / (1 − β₂ᵗ). Each has its"
            " own β, and t is the number of this step: with t = 0 one would divide by 0."
        ),
        "The step: w′ = w − η m̂ / (√v̂ + ε).",
        "m′ and v′ are handed on as they are, not corrected: else they would be corrected again.",
        (
            "In the first step m̂ = g and v̂ = g², so that every entry moves by η, towards the"
            " side its gradient says."
        ),
        "ε may also stand under the root, or be added to √v′ before its correction.",
    ),
    sources=(
        "Kingma and Ba, Adam: a method for stochastic optimization (2015), algorithm 1 and §3",
        deep_learning("§8.5.3, algorithm 8.7"),
    ),
    trials=(
        Trial(
            code=trials.adam_with_steady_gradients,
            expect="every step moves both entries by 0.1, and m and v are what the corrections take"
            " out: 1 − 0.9ᵗ = 0.1, 0.19, 0.271 times g, and 1 − 0.99ᵗ = 0.01, 0.0199, 0.0297 times"
            " g².",
        ),
        Trial(
            code=trials.adam_with_other_gradients,
            expect="the same numbers as the formula's, to the last digit shown.",
        ),
        Trial(code=trials.adam_at_rest, expect="w stays as it is, and no NaN comes."),
    ),
)
L2_PENALTY = Mathematics(
    symbols={
        "w": "weights, any shape",
        "λ": "the strength, a positive number",
        "P": "the penalty, one number",
        "∂P/∂w": "its gradient, of w's shape",
    },
    steps=(
        (
            "The penalty of large weights: P = λ/2 Σ w², over all entries; squares, so that signs"
            " do not matter."
        ),
        "It is a sum and not a mean: it does not know how many weights there are.",
        (
            "Each weight occurs once: ∂P/∂w_i = λ/2 · 2 w_i = λ w_i. The ½ is there so that the 2"
            " cancels."
        ),
        (
            "So the penalty with the ½ goes with the gradient without a 2, and λ Σ w² goes with 2"
            " λ w. One from each pair does not fit."
        ),
        (
            "It is added to the loss, and its gradient to the loss's: descent then shrinks every"
            " weight by the factor 1 − η λ, hence weight decay."
        ),
    ),
    sources=(
        deep_learning("§7.1.1"),
        "Krogh and Hertz, A simple weight decay can improve generalization (1992)",
    ),
    trials=(
        Trial(
            code=trials.penalty_by_differences,
            expect="quotient and yours are the same numbers, and the penalty of weights 3 and −4"
            " with λ = 2 is 25.",
            under=("halved",),
        ),
    ),
)
GLOROT = Mathematics(
    symbols={
        "fan_in": "how many inputs a unit has",
        "fan_out": "how many units its output goes to",
        "W": "weights, drawn independently with mean 0",
        "r": "the bound: W is uniform between −r and r",
    },
    steps=(
        (
            "Forwards: z = Σ_i x_i W_i over fan_in inputs has the variance fan_in · var(W) ·"
            " var(x), if inputs and weights are independent with mean 0. It stays as it is for"
            " var(W) = 1 / fan_in."
        ),
        (
            "Backwards a gradient is a sum over fan_out units: it stays as it is for var(W) = 1 /"
            " fan_out."
        ),
        (
            "Both cannot hold. The compromise is the mean of both counts: var(W) = 2 / (fan_in +"
            " fan_out)."
        ),
        "A uniform variable between −r and r has the variance r²/3.",
        (
            "r²/3 = 2 / (fan_in + fan_out) gives r = √(6 / (fan_in + fan_out)). Both counts are"
            " added and stand under the root."
        ),
        (
            "The same variance from a normal distribution takes the standard deviation √(2 /"
            " (fan_in + fan_out)): its 2 is no bound."
        ),
    ),
    sources=(
        (
            "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural"
            " networks (2010), eq. 16"
        ),
        deep_learning("§8.4"),
    ),
    trials=(
        Trial(
            code=trials.glorot_variance,
            expect="0.1 for 400 inputs and 200 units; drawn weights have the variance that is"
            " wanted, a ratio of 1.",
        ),
    ),
)

EVERY: Mapping[str, Mathematics] = {
    "sgd_step": SGD,
    "momentum_step": MOMENTUM,
    "nesterov_step": NESTEROV,
    "adagrad_step": ADAGRAD,
    "rmsprop_step": RMSPROP,
    "adam_step": ADAM,
    "l2_penalty": L2_PENALTY,
    "glorot_bound": GLOROT,
}
