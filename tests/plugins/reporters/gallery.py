"""Hand-made reports, one per kind of day a student may have; for the reporters' tests and eyes.

``python tests/plugins/reporters/gallery.py [FORMAT [WIDTH [AUDIENCE]]]`` prints them all.
"""

import sys
from typing import Any

from grader.models.report import (
    Adjustment,
    AssignmentIdentity,
    Binding,
    CheckReport,
    Diagnosis,
    Environment,
    Evidence,
    Part,
    Report,
    Status,
    SubmissionIdentity,
)

ENVIRONMENT = Environment(
    grader="0.1.0",
    numpy="2.4.0",
    python="3.11.9",
    plugins={"course_plugin": "1.2"},
    confinement="L3",
    seed=73_501,
)
ASSIGNMENT = AssignmentIdentity(
    id="letters", title="Neural networks in numpy", digest="sha256:5d41402abc4b2a76b9719d911017c592"
)
SHOWN = ("smallest_input", "got", "expected", "diagnosis")
RELU = CheckReport(
    shown=SHOWN,
    id="relu",
    kind="values",
    title="relu",
    status=Status.PASSED,
    score=1.0,
    max_score=1.0,
    file="hw.py",
    line=4,
    seconds=0.001,
)
LAYER = CheckReport(
    shown=SHOWN,
    id="computeLayer",
    kind="values",
    title="A layer's pre-activations",
    status=Status.PASSED,
    score=1.0,
    max_score=1.0,
    convention=("columns",),
    convention_text=("one example per column",),
    file="hw.py",
    line=21,
    seconds=0.001,
)
SOFTMAX = CheckReport(
    shown=SHOWN,
    id="softmax",
    kind="values",
    title="softmax",
    status=Status.PARTIAL,
    score=2.0,
    max_score=3.0,
    parts=(
        Part(id="ordinary", status=Status.PASSED, score=2.0, max_score=2.0),
        Part(
            id="extreme",
            status=Status.FAILED,
            score=0.0,
            max_score=1.0,
            text="scores near 1000 beside an ordinary example: nan came back at [0, 1]: 3 of 15 "
            "numbers are not finite",
        ),
    ),
    convention=("columns",),
    convention_text=("one example per column",),
    student_text="scores near 1000 beside an ordinary example: nan came back at [0, 1]: 3 of 15 "
    "numbers are not finite",
    staff_text="softmax/extreme/0: nan came back at [0, 1]: 3 of 15 numbers are not finite",
    diagnoses=(
        Diagnosis(
            id="softmax.global_max",
            title="one maximum is subtracted from all examples together",
            hint="of which numbers do you take the maximum? Print its shape",
            explanation="exp underflows to 0 in every row far below the global maximum; 0/0 is nan",
            confidence=0.97,
        ),
    ),
    evidence=Evidence(
        asked="Softmax(x of shape (3, 2))",
        input={"x": [[1000.0, 1.5], [999.0, -0.25], [1001.0, 0.125]]},
        got=[[0.244728471055, "nan"], [0.0900305731704, "nan"], [0.665240955775, "nan"]],
        compare="nan came back at [0, 1]: 3 of 6 numbers are not finite",
    ),
    stdout="x is (3, 2)\nmax is 1001.0\n",
    file="hw.py",
    line=12,
    seconds=0.002,
)
GRADCE = CheckReport(
    shown=SHOWN,
    id="gradCE",
    kind="gradient",
    title="The gradient of the cross entropy",
    status=Status.SKIPPED,
    score=0.0,
    max_score=3.0,
    student_text="skipped: it needs softmax to be right first",
    staff_text="skipped: it needs softmax to be right first",
)
NETWORK = CheckReport(
    shown=SHOWN,
    id="network",
    kind="dry_run",
    title="The network's gradients, one example by hand",
    status=Status.FAILED,
    score=0.0,
    max_score=5.0,
    student_text="dW1: all 6 numbers are off, the most at [1, 1]",
    staff_text="network/ordinary/0: dW1: all 6 numbers are off, the most at [1, 1]",
    evidence=Evidence(
        asked="backprop(X of shape (1, 2), T of shape (1, 2), W1 of shape (2, 3))",
        input={"X": [[1.0, -2.0]], "T": [[1, 0]], "W1": [[1.0, 0.5, -1.0], [-1.0, 0.25, 0.5]]},
        got={
            "dW1": [[-0.639136, 3.195936, 2.023648], [1.278272, -6.391872, -4.047328]],
            "db1": [-0.019973, 0.099873, 0.063239],
        },
        expected={
            "dW1": [[-0.019973, 0.099873, 0.063239], [0.039946, -0.199746, -0.126479]],
            "db1": [-0.019973, 0.099873, 0.063239],
        },
        compare="dW1: all 6 numbers are off, the most at [1, 1]",
        details={
            "tensors": {
                "dW1": "32 times the right one; there are 32 examples in the scored batch",
                "db1": "right",
            }
        },
    ),
    file="hw.py",
    line=58,
    seconds=0.004,
)
HIDDEN = CheckReport(
    shown=SHOWN,
    id="ce-extreme",
    kind="values",
    title="Cross entropy where p is 0",
    status=Status.FAILED,
    score=0.0,
    max_score=2.0,
    visibility="hidden",
    student_text="secret student text of a hidden check",
    staff_text="secret staff text",
    stdout="secret printed text",
)


def _bindings(**found: Binding) -> dict[str, Binding]:
    return dict(found)


def _report(*checks: CheckReport, **more: Any) -> Report:
    fields: dict[str, Any] = {
        "score": sum(check.score for check in checks),
        "max_score": sum(check.max_score for check in checks),
        "assignment": ASSIGNMENT,
        "submission": SubmissionIdentity(
            id="hw.py", digest="sha256:9e107d9d372bb6826bd81d3542a419d6", files=("hw.py",)
        ),
        "environment": ENVIRONMENT,
        "timings": {"loading": 0.004, "checking": 0.031, "total": 0.035},
    }
    return Report(**{**fields, **more, "checks": checks})


def _all_passed() -> Report:
    return _report(
        RELU,
        LAYER,
        bindings=_bindings(
            relu=Binding(found="relu", file="hw.py", line=4, how="exact"),
            computeLayer=Binding(found="compute", file="hw.py", line=21, how="alias"),
        ),
    )


def _softmax() -> Report:
    return _report(
        RELU,
        SOFTMAX,
        LAYER,
        GRADCE,
        NETWORK,
        bindings=_bindings(
            relu=Binding(found="relu", file="hw.py", line=4, how="exact"),
            softmax=Binding(found="Softmax", file="hw.py", line=12, how="folded"),
        ),
        warnings=(
            "hw.py: lines 88 to 93 could not be read as Python and were left out",
            "tensorflow is not installed here: a stand-in took its place",
            "softmax: the diagnosis relations broke (mutant softmax.global_max has no class)",
        ),
        adjustments=(
            Adjustment(
                check="network", delta=0.0, who="A. Teacher", when="2026-09-01", reason="looked at"
            ),
        ),
    )


def _hidden() -> Report:
    return _report(
        RELU,
        HIDDEN,
        bindings=_bindings(
            relu=Binding(found="relu", file="hw.py", line=4, how="exact"),
            **{"ce-extreme": Binding(how="missing", note="no function called CE was found")},
        ),
        warnings=("ce-extreme was asked in float32 too",),
    )


def _stopped() -> Report:
    """Stopped: a timeout, an ended interpreter, an exception, and a call that needs a person."""
    slow = RELU.model_copy(
        update={
            "status": Status.TIMED_OUT,
            "score": 0.0,
            "student_text": "matrices of ordinary size: no answer within the time allowed: is "
            "there a loop that never ends?",
            "evidence": Evidence(asked="relu(x of shape (7, 13))"),
        }
    )
    ended = LAYER.model_copy(
        update={
            "status": Status.CRASHED,
            "score": 0.0,
            "student_text": "ordinary inputs: the interpreter ended before it answered",
            "stdout": "\n".join(f"epoch {n}: loss {2.3 - n / 100:.2f}" for n in range(200)),
        }
    )
    raised = NETWORK.model_copy(
        update={
            "status": Status.RAISED,
            "student_text": "ordinary inputs: ValueError: operands could not be broadcast together "
            "with shapes (7,13) (10,) (/tmp/grader-x1/handin/hw.py, line 63, in backprop)",
            "evidence": Evidence(
                asked="backprop(X of shape (7, 13))",
                input={"X": [[n + m / 8 for n in range(13)] for m in range(12)]},
                details={
                    "trouble": "ValueError: operands could not be broadcast together with shapes "
                    "(7,13) (10,) (/tmp/grader-x1/handin/hw.py, line 63, in backprop)"
                },
            ),
        }
    )
    manual = GRADCE.model_copy(
        update={
            "id": "essay",
            "kind": "manual",
            "title": "Your explanation of the learning curve",
            "status": Status.PENDING,
            "student_text": "a person reads this",
        }
    )
    return _report(slow, ended, raised, manual, provisional=True)


def _missing() -> Report:
    note = "no function called CE was found; is crossEntropy meant? Then call it CE"
    missing = CheckReport(
        id="CE",
        kind="values",
        title="The cross entropy",
        status=Status.MISSING,
        score=0.0,
        max_score=2.0,
        student_text=note,
        staff_text=note,
    )
    return _report(
        RELU,
        missing,
        bindings=_bindings(
            relu=Binding(
                found="reluu",
                file="hw.py",
                line=4,
                how="near",
                note="no relu was found; reluu was taken for it",
            ),
            CE=Binding(how="missing", note=note),
        ),
        warnings=("no relu was found; reluu was taken for it",),
    )


def _starter() -> Report:
    """Return what somebody reads who checks the hand-out as it is."""
    checks = [
        check.model_copy(
            update={
                "status": Status.MISSING,
                "score": 0.0,
                "parts": (),
                "convention": (),
                "convention_text": (),
                "diagnoses": (),
                "evidence": Evidence(),
                "stdout": "",
                "student_text": f"{check.id} has no body yet",
                "file": "",
                "line": 0,
            }
        )
        for check in (RELU, SOFTMAX, LAYER)
    ]
    return _report(
        *checks,
        GRADCE,
        bindings={
            check.id: Binding(
                found=check.id,
                file="starter.py",
                line=24 + 5 * number,
                how="empty",
                note=f"{check.id} has no body yet",
            )
            for number, check in enumerate(checks)
        },
    )


def _ungraded() -> Report:
    broken = SOFTMAX.model_copy(
        update={
            "status": Status.GRADER_ERROR,
            "score": 0.0,
            "parts": (),
            "diagnoses": (),
            "evidence": Evidence(),
            "stdout": "",
            "student_text": "this check could not be carried out; that is the grader's fault, "
            "not yours",
            "staff_text": "KeyError: 'x'",
        }
    )
    return _report(RELU, broken, status="ungraded")


ATTACKS = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J\x07\x08",
    "[red]markup[/red] [link=file:///etc/passwd]x[/link] :smile:",
    "]]> <!-- --> & \x00\x0b\ufffe",
    "::error file=x::boom\n::set-output name=x::y\n##[error]old",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "```\n# out\n``` ` `` | [a](http://evil.example) @everyone #1",
    "\u202eright to left\u2066\u200b",
    "a" * 10_000,
    "=HYPERLINK(1)",
)


def _nasty() -> Report:
    """Nasty: every field that a student controls holds an attack on some sink."""
    attack = "\n".join(ATTACKS)
    check = SOFTMAX.model_copy(
        update={
            "title": "softmax",
            "status": Status.RAISED,
            "score": 0.0,
            "student_text": f"ordinary inputs: ValueError: {attack}",
            "staff_text": attack,
            "evidence": Evidence(
                asked=f"{attack}(x)",
                input={attack: attack, "x": [[1.0, 2.0]]},
                got={attack: [attack, [attack]]},
                compare=attack,
                details={attack: attack},
            ),
            "parts": (
                Part(id=attack, status=Status.RAISED, score=0, max_score=1, text=attack),
                Part(id="b", status=Status.RAISED, score=0, max_score=2, text=attack),
            ),
            "stdout": attack,
            "file": f"{attack}.py",
            "line": 3,
        }
    )
    return _report(
        check,
        submission=SubmissionIdentity(id=attack, digest="sha256:00", files=(attack,)),
        bindings=_bindings(
            softmax=Binding(found=attack, file=f"{attack}.py", line=3, how="near", note=attack)
        ),
        warnings=(attack, *ATTACKS),
    )


CURVE = [
    {"epoch": n, "loss": 2.3 / (1 + 0.4 * n), "accuracy": 0.96 - 0.58 / n} for n in range(1, 31)
]
MOONS = {
    "x": [-1.5, 2.5],
    "y": [-1.0, 1.5],
    "classes": [
        [int(0.5 * (2.5 * n / 40 - 1.0) < ((4 * m / 60 - 1.5 - 0.5) / 2) ** 3) for m in range(61)]
        for n in range(41)
    ],
    "points": [
        [(-1) ** n * (0.03 * n) % 3.6 - 1.2, 0.05 * ((7 * n) % 41) - 0.8, n % 2] for n in range(80)
    ],
}
CONFUSION = [
    [390 - 7 * n if m == n else (3 * n + 5 * m) % 4 for m in range(10)] + [int(n == 3)]
    for n in range(10)
]
SWEEP = {
    "rows": {"name": "learning rate", "values": [0.01, 0.1, 1, "decayed"]},
    "columns": {"name": "batch", "values": [1, 10, 100]},
    "accuracy": [[0.8, 0.71, 0.42], [0.91, 0.9344, 0.85], [0.1, 0.925, 0.93], [0.92, 0.93, None]],
}
DIFFERENCES = [
    {"epsilon": 10.0**-n, "error": 10.0 ** (-2 * n) + 1e-16 * 10.0**n} for n in range(1, 12)
]


def _pictures() -> Report:
    """Pictures: every form of evidence that can be drawn, on checks that passed and that failed."""
    training = RELU.model_copy(
        update={
            "id": "training",
            "kind": "training",
            "title": "Training on two moons",
            "status": Status.FAILED,
            "score": 0.0,
            "student_text": "after training, 94.0 % of new examples were classified rightly; "
            "95 % were asked for",
            "evidence": Evidence(
                asked="trained on moons",
                details={
                    "accuracy": [0.94],
                    "thresholds": [0.9, 0.95],
                    "curve": CURVE,
                    "boundary": MOONS,
                    "confusion": CONFUSION,
                },
            ),
        }
    )
    sweep = RELU.model_copy(
        update={
            "id": "sweep",
            "kind": "sweep",
            "title": "Learning rate and batch",
            "evidence": Evidence(details={"sweep": SWEEP}),
        }
    )
    ratios = {"dW1": 32.0, "db1": 1.0, "dW2": -1.0, "db2": None, "dW3": 0.0}
    details = {**NETWORK.evidence.details, "ratios": ratios, "differences": DIFFERENCES}
    network = NETWORK.model_copy(
        update={"evidence": NETWORK.evidence.model_copy(update={"details": details})}
    )
    return _report(RELU, training, network, sweep)


REPORTS: dict[str, Report] = {
    "all_passed": _all_passed(),
    "softmax": _softmax(),
    "hidden": _hidden(),
    "stopped": _stopped(),
    "missing": _missing(),
    "starter": _starter(),
    "ungraded": _ungraded(),
    "pictures": _pictures(),
    "nasty": _nasty(),
}


def main(form: str = "terminal", width: str = "80", audience: str = "student", *only: str) -> None:
    """Print every report of the gallery."""
    from grader.reporting.rendering import render
    from grader_plugins.reporters import grader_register_reporters

    reporter = next(r for r in grader_register_reporters() if r.name == form)
    for name, report in REPORTS.items():
        if not only or name in only:
            text = render(
                report,
                reporter=reporter,
                audience=audience,
                color=sys.stdout.isatty(),
                width=int(width),
            )
            sys.stdout.write(f"======== {name}\n{text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
