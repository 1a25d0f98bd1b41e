"""An answer that lies about itself is no answer: only plain numbers are compared."""

import sys
from dataclasses import replace

import pytest

from grader.examination.conversation import HELD_BYTES
from tests.attacks.command import Command
from tests.attacks.conftest import HandIn, Stopped, assert_honest_zero
from tests.attacks.sources import each, every, in_turn

LIAR = """
import numpy as np
class Liar(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(())
    def __eq__(self, other):
        return True
    def __len__(self):
        return 4
    def __iter__(self):
        return iter([self] * 4)
    shape = property(lambda self: (7, 10))
    dtype = property(lambda self: np.dtype("f8"))
    def tobytes(self, *args):
        return b""
    def tolist(self):
        return [self] * 4
    def astype(self, *args, **kwargs):
        return self
    def copy(self, *args):
        return self
"""

AGREEABLE = """
import numpy as np
class Agreeable:
    __hash__ = None
    __array_priority__ = 1e9
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __neg__ = __add__ = lambda self, *other: self
    __bool__ = lambda self: True
    __float__ = lambda self: 0.0
    __index__ = lambda self: 0
    __len__ = lambda self: 1
    __getitem__ = lambda self, key: self
    __array__ = lambda self, *args, **kwargs: np.zeros((7, 10))
    __array_interface__ = {"shape": (7,), "typestr": "<f8", "data": (0, False), "version": 3}
    __reduce__ = lambda self: (exec, ("raise SystemExit(0)",))
    __class__ = property(lambda self: np.ndarray)
    def __getattr__(self, name):
        return self
    def __call__(self, *args, **kwargs):
        return self
"""

PLAIN_LIARS = """
import numpy as np
class Text(str):
    __str__ = __repr__ = lambda self: "0.5"
class Whole(int):
    __eq__ = lambda self, other: True
    __int__ = __index__ = lambda self: self.loop()
    def loop(self):
        return Whole(3)
class Real(float):
    __eq__ = lambda self, other: True
    __float__ = lambda self: Real(0.5)
class Many(dict):
    def items(self):
        return iter([("dW1", Real(1)), ("dW1", Real(2))])
class Row(list):
    def __iter__(self):
        return iter([Real(1.0), self])
class Named(type):
    __module__ = property(lambda cls: 1 / 0)
    __qualname__ = property(lambda cls: 1 / 0)
class Odd(metaclass=Named):
    pass
"""

NUMPY = "import numpy as np"
NESTS = """
own, knot, deep = [], {}, [1.0]
own.append(own)
knot["a"] = knot
for _ in range(1000):
    deep = [deep]
"""

KINDS = {
    "arrays that override numpy": (
        LIAR,
        (
            "np.ones((7, 10)).view(Liar)",
            "np.array(1.0).view(Liar)",
            "tuple(np.ones((7, 10)).view(Liar) for _ in range(4))",
            "[np.ones((7, 10)).view(Liar)]",
        ),
    ),
    "objects that equal everything": (
        AGREEABLE,
        (
            "Agreeable()",
            "Agreeable",
            "[[Agreeable() for _ in range(10)] for _ in range(7)]",
            "(Agreeable(),) * 4",
            "np.array([Agreeable()] * 7 + [1], object)",
            "{'dW1': Agreeable(), 'db1': Agreeable(), 'dW2': Agreeable(), 'db2': Agreeable()}",
        ),
    ),
    "subclasses of plain types": (
        PLAIN_LIARS,
        ("Text('0.5')", "Whole(7)", "Real(0.25)", "Many()", "Row([1.0])", "Odd()", "Odd"),
    ),
    "arrays of the wrong kind": (
        NUMPY,
        (
            "np.ma.masked_all((7, 10))",
            "np.ma.masked",
            "np.zeros(7, dtype=[('a', 'f8'), ('b', 'O')])",
            "np.zeros(7, dtype='M8[s]')",
            "np.full((7, 10), 'x' * 100)",
            "np.zeros(7, dtype='V100')",
            "np.matrix(np.ones((7, 10)))",
            "np.rec.array([(1.0, 2)])",
            "np.full((7, 10), complex(0, float('nan')))",
            "np.zeros((0, 10))",
            "np.array([[None]])",
        ),
    ),
    "values of the wrong kind": (
        "import os, sys, itertools\nfrom fractions import Fraction\nasync def later(): pass",
        (
            "(x for x in range(10))",
            "itertools.count()",
            "float",
            "os",
            "sys._getframe()",
            "Fraction(1, 3)",
            "10 ** 20000",
            "{'\\ud800': '\\udfff'}",
            "b'bytes'",
            "range(10)",
            "{1, 2}",
            "NotImplemented",
            "...",
        ),
    ),
    "nests and crowds": (
        NESTS,
        (
            "own",
            "knot",
            "deep",
            "'x' * 10_000_000",
            "bytes(10_000_000)",
            "['x' * 60_000, *[''] * 30_000]",
            "[b'x' * 1_000_000, *[b''] * 10_000]",
            "[[] for _ in range(100_000)]",
        ),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_earns_nothing(kind: str, stopped: Stopped) -> None:
    first, answers = KINDS[kind]
    stopped(in_turn(answers, first=first))


GUESSES = {
    "NaN everywhere": "np.full(np.shape(args[0]), np.nan)",
    "zeros for every argument": "tuple(0.0 * np.array(a) for a in args)",
    "a zero that would broadcast": "np.zeros((1, 1))",
    "the first argument": "args[0]",
    "a gradient of zeros by every name": "{n: np.zeros((1, 1)) for n in 'dW1 db1 dW2 db2'.split()}",
}


@pytest.mark.parametrize("guess", GUESSES)
def test_guessing_earns_nothing(guess: str, stopped: Stopped) -> None:
    stopped(every(f"return {GUESSES[guess]}", first=NUMPY))


def test_an_answer_of_any_size_stays_on_its_side(hurried: Command, stopped: Stopped) -> None:
    first = f"{NUMPY}\nfrom numpy.lib.stride_tricks import as_strided"
    sizes = {
        "relu": "return as_strided(np.ones(1), (2**20, 2**20), (0, 0))",
        "softmax": "return np.ones(40 << 20, np.int8)",
        "computeLayer": "return as_strided(np.ones(4), (4, 4), (1 << 40, -(1 << 41)))",
        "CE": "return np.zeros((1,) * 32)",
        "gradCE": "return as_strided(np.ones(1), (2000, 2000), (0, 0))",
        "backprop": "return np.broadcast_to(np.float64(1), (2**31, 2))",
    }
    outcome = stopped(each(sizes, first=first), by=hurried)
    assert outcome.checks["relu"]["status"] == "failed"


MEASURING = """
import sys
from pathlib import Path
from grader.cli import run
code = run(sys.argv[1:])
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")), file=sys.stderr)
sys.exit(code)
"""


def test_answers_as_large_as_may_be_do_not_fill_the_judges_memory(
    command: Command, hand_in: HandIn
) -> None:
    measured = replace(command, program=(sys.executable, "-c", MEASURING))
    modest = measured.check(hand_in(every()))
    greedy = measured.check(hand_in(every("import numpy as np\nreturn np.ones((1 << 18) - 99)")))
    assert_honest_zero(greedy)
    grown_kib = int(greedy.stderr.split()[-1]) - int(modest.stderr.split()[-1])
    assert grown_kib < 3 * HELD_BYTES // 1024


def test_a_library_mapped_into_memory_is_an_answer_like_another(stopped: Stopped) -> None:
    first = "import numpy as np, json"
    stopped(every("return np.memmap(json.__file__, np.uint8, 'r')", first=first))


def test_arguments_set_to_zero_are_not_what_answers_are_compared_with(stopped: Stopped) -> None:
    body = """
    import numpy as np
    for argument in args:
        if isinstance(argument, np.ndarray):
            argument[...] = 0
            argument.resize((0,), refcheck=False) if name == "CE" else None
    return args[0]
    """
    stopped(every(body))


def test_arguments_replaced_in_the_callers_frame_prove_nothing(stopped: Stopped) -> None:
    body = """
    import sys
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, list):
                value[:] = [0] * len(value)
            elif isinstance(value, dict) and "repeat" in value:
                value.update(repeat=1, returns_arguments=False, sweep=None)
        frame = frame.f_back
    return [[0.123]]
    """
    stopped(every(body))
