"""What an import means: own modules, libraries, stand-ins that fail only when used."""

import sys

import numpy as np
import pytest

from grader.worker.loading.stand_ins import MissingLibrary

from .conftest import Load


def test_packages_relative_imports_and_folders_work(load: Load) -> None:
    loaded = load({
        "hw/main.py": "import pkg.b\nfrom pkg.c import two\nfrom .near import three\nimport near\n"
        "from pkg import b as bb\n"
        "def f(): return pkg.b.one() + two() + three() + near.three() + bb.one()\n",
        "hw/near.py": "def three(): return 3\n",
        "hw/pkg/b.py": "def one(): return 1\n",
        "hw/pkg/c.py": "from . import b\nfrom .b import one\ndef two(): return one() + b.one()\n",
    })  # fmt: skip
    assert loaded.get("f", "hw.main")() == 10
    assert loaded.failed == ""


def test_modules_that_import_each_other_work(load: Load) -> None:
    loaded = load({
        "a.py": "from b import g\ndef f(x): return g(x) + 1\n",
        "b.py": "from a import f\ndef g(x): return 2 * x if x else f(1)\n",
    })  # fmt: skip
    assert loaded.get("f", "a")(0) == 4
    assert loaded.failed == ""


def test_what_another_module_reads_of_one_is_run(load: Load) -> None:
    loaded = load({
        "params.py": "rate = float('0.5')\nsize = int('3')\nunread = int('x')\n",
        "hw.py": "import params\nfrom params import size as s\ndef f(): return params.rate * s\n",
    })  # fmt: skip
    assert loaded.get("f")() == 1.5
    assert loaded.skipped == ["unread = int('x')"]


def test_a_file_called_numpy_never_stands_for_numpy(load: Load) -> None:
    loaded = load(
        {
            "numpy.py": "def zeros(n): return 'fake'\n",
            "hw.py": "import numpy\ndef f(): return numpy.zeros(1)\n",
        }
    )
    assert loaded.get("f")().tolist() == [0]
    assert "import numpy means the library, not this file" in loaded.warnings


def test_a_file_may_stand_for_a_standard_module_as_python_has_it(load: Load) -> None:
    files = {
        "queue.py": "def put(): return 'own'\n",
        "hw.py": "import queue\ndef f(): return queue.put()\n",
    }
    assert load(files).get("f")() == "own"
    assert "put" not in vars(sys.modules.get("queue") or object)


def test_a_library_that_is_installed_but_not_allowed_is_a_stand_in(load: Load) -> None:
    loaded = load("import pytest\ndef f(): return pytest.raises(ValueError)\n")
    assert loaded.inventory["imports"][0]["available"] == "stand-in"
    with pytest.raises(
        MissingLibrary, match=r"pytest is not available here \(used as pytest.raises\)"
    ):
        loaded.get("f")()


def test_a_library_that_is_allowed_is_the_real_one(load: Load) -> None:
    loaded = load("import yaml\ndef f(): return yaml.safe_load('[1]')\n", libraries=["yaml"])
    assert loaded.get("f")() == [1]
    assert loaded.inventory["imports"][0]["available"] == "yes"


@pytest.mark.parametrize(
    "use",
    [
        "tf.nn.softmax(x)", "tf.x + 1", "1 + tf.x", "list(tf.x)", "tf.x[0]", "bool(tf.x)",
        "len(tf.x)", "np.asarray(tf.x)", "np.exp(tf.x)", "np.ones(3) * tf.x", "x @ tf.x",
        "float(tf.x)",
        "tf.x < 1", "-tf.x", "[1][tf.x]", "2 in tf.x",
    ],
)  # fmt: skip
def test_every_use_of_a_missing_library_says_which_and_where(load: Load, use: str) -> None:
    loaded = load(f"import numpy as np\nimport tensorflow as tf\ndef f(x): return {use}\n")
    with pytest.raises(MissingLibrary, match=r"tensorflow is not available here \(used as tf\."):
        loaded.get("f")(np.ones(3))


def test_asking_about_a_missing_library_is_no_use_of_it(load: Load) -> None:
    loaded = load(
        "import torch, torch.nn as nn\nfrom torch import Tensor\nfrom torch.nn import *\n"
        "class Net(nn.Module, nn.Other):\n    def __init__(self):\n"
        "        super().__init__()\n        self.a = 1\n"
        "class Deeper(Net, nn.Module): pass\n"
        "def f(x: torch.Tensor | None, y: Tensor) -> 'x':\n"
        "    if isinstance(x, torch.Tensor) or int(torch.__version__[0]) > 1: return 1\n"
        "    return Net().a\n"
        "class Own(Linear): pass\n"
    )
    assert loaded.failed == ""
    assert loaded.warnings == ""
    assert loaded.get("f")(np.ones(1), 2) == 1
    assert loaded.get("Deeper")().a == 1


def test_drawing_does_nothing_and_does_not_disturb(load: Load) -> None:
    loaded = load(
        "import matplotlib.pyplot as plt\nfrom mpl_toolkits.mplot3d import Axes3D\n"
        "import seaborn as sns\n"
        "from google.colab import drive\n"
        "def draw(x):\n    drive.mount('/content/drive')\n    fig, ax = plt.subplots()\n"
        "    fig, (a, b) = plt.subplots(1, 2)\n"
        "    first, *others = plt.plot(x)\n    with plt.style.context('x'):\n"
        "        ax.plot(x)[0].set(color='r')\n"
        "    plt.rcParams['figure.figsize'] = (1, 2)\n    for line in ax.lines:\n"
        "        line.remove()\n"
        "    while plt.fignum_exists(1):\n        pass\n    sns.set()\n    return x\n"
    )
    assert loaded.get("draw")(5) == 5


def test_a_progress_bar_goes_through_what_it_was_given(load: Load) -> None:
    loaded = load(
        "from tqdm import tqdm, trange\nimport tqdm as t\n"
        "def f():\n    bar = tqdm(range(3), desc='x')\n    bar.set_description('y')\n"
        "    with t.tqdm(total=3) as other:\n        other.update(1)\n"
        "    return list(bar) + [i for i in trange(2)] + [len(t.notebook.tqdm([1]))]\n"
    )
    assert loaded.get("f")() == [0, 1, 2, 0, 1, 1]


def test_a_file_that_provides_for_a_missing_library_is_taken_at_its_word(load: Load) -> None:
    loaded = load(
        "try:\n    import torch\n    HAS = True\nexcept ImportError:\n    HAS = False\n"
        "try:\n    import matplotlib.pyplot as plt\nexcept:\n    plt = None\n"
        "def f(): return HAS\ndef g(): return plt.plot\ndef h(): return torch\n"
    )
    assert loaded.get("f")() is False
    loaded.get("g")()
    loaded.get("h")()


def test_old_names_of_python_2_are_found(load: Load) -> None:
    loaded = load(
        "import cPickle as pickle\nfrom six.moves import cPickle, range, urllib\n"
        "def f():\n    return pickle.loads(cPickle.dumps(list(range(2))))\n"
    )
    assert loaded.get("f")() == [0, 1]


def test_pylab_brings_numpy_along(load: Load) -> None:
    loaded = load("from pylab import *\ndef f(x):\n    figure()\n    return exp(x)\n")
    assert loaded.get("f")(0.0) == 1


def test_a_standard_module_that_cannot_work_here_still_imports(load: Load) -> None:
    loaded = load("import socket, subprocess, multiprocessing, tkinter\ndef f(): return 1\n")
    assert loaded.get("f")() == 1
    assert loaded.failed == ""
