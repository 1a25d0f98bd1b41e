"""What every key of an assignment means, in one line: for editors and for the reference.

Runs in the judge.
"""

from collections.abc import Mapping

DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "Assignment": {
        "assignment": "The assignment's slug, as its folder is called.",
        "title": "What reports call it.",
        "run": "`definitions`: imports, functions, classes and what they use; `everything`: all.",
        "confinement": "The weakest wall to grade behind; refused where it cannot be had.",
        "libraries": "Libraries a submission may import beside numpy.",
        "data": "Data files provided to submissions, under the name the course uses.",
        "plugins": "Python modules with further kinds, functions or reporters.",
        "reference": "The assignment's own reference file, extending the catalogue.",
        "solution": "Folder or file of right code, which `validate` grades.",
        "starter": "Folder or file of what students are given.",
        "feedback": "What a student is shown of a failure, and when.",
        "limits": "Bounds on every answer, unless a check says otherwise.",
        "interface": "How a class, or functions of another form, are made, called and read.",
        "budget_seconds": "Wall time a whole submission may take.",
        "checks": "Checks in long form, beside the short form or in its place.",
    },
    "CheckSpec": {
        "id": "The check's name; for a function, its name in the submission.",
        "kind": "How it is checked.",
        "title": "What reports call it; the catalogue's title where nothing is said.",
        "function": "The catalogue's function it is about.",
        "group": "Functions of one group keep one convention.",
        "aliases": "Other names the submission may use.",
        "points": "Points for everything right; must be said, unless the parts have points.",
        "parts": "Points of each part; shared by the catalogue's weights where nothing is said.",
        "needs": "Checks that must not fail before this one is judged.",
        "visibility": "When a student sees it: visible, after_due or hidden.",
        "accept": "Conventions that earn points, and which share of them.",
        "credit": "Misconceptions that earn a share of the points.",
        "tolerance": "`auto` (measured), or {rtol, atol}.",
        "limits": "Bounds on each of its answers.",
        "seed": "Seed of its inputs, in place of the run's.",
        "feedback": "What a student is shown of its failure.",
        "params": "The kind's own parameters.",
        "full": "Keys that `--full` puts in place of these: the report's own, longer recipe.",
    },
    "Feedback": {
        "show": "What a student sees of a failure: smallest_input, got, expected, diagnosis.",
        "hints": "When each step of a diagnosis's hint is shown: at once, never, after N attempts.",
    },
    "Limits": {
        "seconds": "Seconds for one answer.",
        "memory_mib": "Memory for the submission's process.",
        "scratch_mib": "Size of a private folder to write real files in, gone with the process;"
        " `0`: what is written with `open()` stays in memory. For the assignment as a whole.",
    },
    "Tolerance": {
        "rtol": "Relative tolerance.",
        "atol": "Absolute tolerance.",
    },
    "Interface": {
        "class": "The class; without it, calls name functions.",
        "aliases": "Other names of the class.",
        "construct": "Arguments of the constructor, as expressions.",
        "parameters": "Places of W1, b1, W2, b2, …; {l} and {i} stand for a layer's number.",
        "facts": "Values an expression may name where no question says them, such as `hidden: 3`.",
        "calls": "What is called, by the name of a check, or `fit` and `predict`.",
        "adapter": "The framework that stands for numpy: torch or keras.",
        "others": "Further classes; `interface` may be a list of them as well.",
    },
    "Call": {
        "call": "A place such as self.forward, or a function's name.",
        "aliases": "Other names of the method or function.",
        "with": "Arguments, as expressions.",
        "after": "Calls that come first.",
        "gives": "Where the answer is; what the call returned where nothing is said.",
        "each": "Arguments that are series, such as batches: it is called once for each item.",
        "once": "Where it comes before a call made for each item: made once, before the first.",
        "keeps": "Names for results, such as `{W1: returned[0]}`, that later calls may use.",
    },
    "DataFile": {
        "name": "The name a submission opens; of a data set, the course's own unless it is said.",
        "path": "The file, within the assignment's folder.",
        "dataset": "In place of a path: the data set that is written as files.",
        "as": "In what form: npz, idx, idx.gz, pickle, npy, or as a plugin does.",
        "options": "Options of the data set, such as `{seed: 3}`.",
        "labels": "Splits whose labels are given; in all others they are 0.",
        "examples": "How many of each split, from its beginning; `0`: all.",
    },
}
SECTIONS: Mapping[str, str] = {
    "functions": "Functions checked by value: points, or a mapping.",
    "network": "The gradients of a whole network.",
    "dry_run": "One example by given weights.",
    "properties": "Properties of functions: `pure: [relu]`, `deterministic: all`.",
    "source": "What the source must and must not hold.",
    "trajectory": "The first steps of an optimiser.",
    "training": "The student's own training, judged by what it predicts afterwards.",
}
SHORT: Mapping[str, str] = {
    "is": "The catalogue's function, where the key is another name.",
    "name": "The check's name.",
    "network": "The network's architecture, such as 2-3-2 sigmoid.",
    "input": "Inputs by parameter name, as nested lists.",
    "forbid": "Imports, calls and loops that must not stand in the source.",
    "require": "Imports and calls that must.",
    "optimiser": "Whose steps: sgd, momentum, nesterov, adagrad, rmsprop, adam.",
    "l2": "Whether the penalty λ/2 Σ w² of the weights belongs to the loss.",
    "budget": "What one training may take, such as 60 s.",
    "train_accuracy": "Points that are earned in all from each threshold on.",
    "validation_accuracy": "Points that are earned in all from each threshold on.",
    "test_accuracy": "Points that are earned in all from each threshold on.",
}
