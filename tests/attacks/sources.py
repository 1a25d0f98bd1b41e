"""Writes what attackers hand in: the six functions of ``letters``, all wrong, and an exploit."""

from collections.abc import Sequence
from textwrap import dedent, indent

PARAMETERS = {
    "relu": "x",
    "softmax": "x",
    "computeLayer": "X, W, b",
    "CE": "target, prediction",
    "gradCE": "target, prediction",
    "backprop": "X, T, W1, b1, W2, b2",
}

NUMBERS = "return [[0.123]]"
"""What a wrong function answers: numbers, and never the right ones."""

TAKEOVER = """
import json, os, struct, sys
wire = sys.modules["grader.worker.wire"]

def say(described, blobs=b"", text=None):
    head = json.dumps(described).encode() if text is None else text
    body = struct.pack("<I", len(head)) + head + blobs
    data = struct.pack("<I", len(body)) + body
    while data:
        data = data[os.write(3, data):]

def take(length):
    taken = b""
    while len(taken) < length:
        piece = os.read(3, length - len(taken))
        if not piece:
            os._exit(0)
        taken += piece
    return taken

def heard():
    return wire.decode(take(struct.unpack("<I", take(4))[0]), max_json=1 << 26)

def mapping(**entries):
    return {"d": [[name, value] for name, value in entries.items()]}

def defined(**more):
    return mapping(**{"kind": "defined", "failed": [], "warnings": [], "stdout": "", **more})

def observation(number, value, **more):
    common = {"kind": "observation", "id": number, "status": "answered", "value": value}
    return mapping(**{**common, "seconds": 0.001, "stdout": "", **more})

def raised(number, **error):
    return observation(number, None, status="raised", error=mapping(**error))

def text_with(number, value):
    return json.dumps(observation(number, "VALUE")).encode().replace(b'"VALUE"', value)
"""


def every(body: str = NUMBERS, *, first: str = "") -> str:
    """Return a submission whose functions all have one body; ``first`` stands before them.

    A body finds its arguments in ``args`` and its own name in ``name``.
    """
    parts = [dedent(first)]
    for name, parameters in PARAMETERS.items():
        head = f"def {name}({parameters}):\n    args, name = ({parameters},), {name!r}\n"
        parts.append(head + indent(dedent(body).strip("\n"), "    ") + "\n")
    return "\n".join(parts)


def each(bodies: dict[str, str], *, first: str = "") -> str:
    """Return a submission whose functions have the bodies given; the others answer wrong numbers.

    Later definitions win, so the wrong ones stand first.
    """
    parts = [every(first=first)]
    for name, body in bodies.items():
        head = f"def {name}({PARAMETERS[name]}):\n"
        parts.append(head + indent(dedent(body).strip("\n"), "    ") + "\n")
    return "\n".join(parts)


def at_import(code: str, *, first: str = "") -> str:
    """Return a submission that attacks while its definitions run; a class's body always does."""
    attack = "class Attack:\n" + indent(dedent(code).strip("\n"), "    ") + "\n"
    return every(first=f"{dedent(first)}\n{attack}")


def taken_over(answer: str, *, opening: str = "say(defined())") -> str:
    """Return a submission that speaks to the judge in place of the student's side.

    Args:
        answer: What is done for question ``number`` of a round; ``question`` is its content.
        opening: What is said when the definitions should be running.
    """
    loop = (
        f"{dedent(opening).strip()}\n"
        "while True:\n"
        "    message = heard()\n"
        '    for number, piece in enumerate(message["pieces"]):\n'
        "        question = wire.decode(memoryview(piece)[4:], max_json=1 << 26)\n"
        + indent(dedent(answer).strip("\n"), "        ")
        + '\n    say(mapping(kind="done"))\n'
    )
    return at_import(loop, first=TAKEOVER)


def in_turn(answers: Sequence[str], *, first: str = "") -> str:
    """Return a submission whose functions give one answer after the other, whichever is called.

    Each answer is an expression, made anew for every call.
    """
    made = ", ".join(f"lambda args: {answer}" for answer in answers)
    counting = "import itertools\nturns = itertools.count()\nanswers = [{made}]\n"
    body = "return answers[next(turns) % len(answers)](args)"
    return every(body, first=f"{dedent(first)}\n{counting.format(made=made)}")
