"""A call is told by what its name means where it stands."""

import pytest

from .conftest import Load

IMPORTED = "from scipy.special import softmax\nimport tensorflow as tf\n"
TRIED = (
    "try:\n    from scipy.special import softmax\nexcept ImportError:\n    def softmax(x): pass\n"
)


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        (IMPORTED + "def f(x): return softmax(x)\n", ["scipy.special.softmax"]),
        (
            IMPORTED + "def softmax(x): return x\ndef f(x): return softmax(x)\n",
            ["softmax"],
        ),
        ("def softmax(x): return x\n" + IMPORTED + "def f(x): return softmax(x)\n",
         ["scipy.special.softmax"]),
        (IMPORTED + "def f(softmax): return softmax(1)\n", ["softmax"]),
        (IMPORTED + "def f(x):\n    tf = Tools()\n    return tf.exp(x)\n", ["Tools", "tf.exp"]),
        (IMPORTED + "tf = object()\ndef f(x): return tf.exp(x)\n", ["tf.exp"]),
        ("def f(x):\n    import scipy.special as s\n    return s.expit(x)\n",
         ["scipy.special.expit"]),
        ("def g():\n    import scipy as s\ndef f(s): return s.expit(1)\n", ["s.expit"]),
        (TRIED + "def f(x): return softmax(x)\n", ["scipy.special.softmax"]),
    ],
)  # fmt: skip
def test_a_name_means_what_it_was_given_last(load: Load, source: str, calls: list[str]) -> None:
    assert sorted(load(source).functions()["f"]["calls"]) == sorted(calls)


def test_at_module_level_a_name_means_what_it_means_at_that_line(load: Load) -> None:
    loaded = load("from scipy.special import softmax\nsoftmax(1)\ndef softmax(x): return x\n"
                  "softmax(2)\n")  # fmt: skip
    assert loaded.inventory["calls"] == ["scipy.special.softmax", "softmax"]
