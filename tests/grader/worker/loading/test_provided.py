"""Data files are found under any path, and what is written stays in memory."""

import gzip
import io
import pickle
from pathlib import Path

import numpy as np
import pytest

from .conftest import Load

DATA, LINE = io.BytesIO(), io.BytesIO()
np.savez(DATA, images=np.arange(4.0))
np.save(LINE, np.arange(4.0))
PROVIDED = [
    ["line.npy", LINE.getvalue()],
    ["data/set.npz", DATA.getvalue()],
    ["table.csv", b"1,2\n3,4\n"],
    ["set.pkl.gz", gzip.compress(pickle.dumps({"a": 1}))],
    ["train-images-idx3-ubyte", bytes(range(20))],
]


@pytest.mark.parametrize(
    "path",
    ["data/set.npz", "set.npz", "./data/../data/set.npz", "/content/drive/My Drive/set.npz",
     r"C:\\Users\\me\\set.npz", "../SET.npz"],
)  # fmt: skip
def test_a_data_file_is_found_however_it_is_asked_for(load: Load, path: str) -> None:
    loaded = load(
        f"import numpy as np, os\nfrom pathlib import Path\ndef f():\n"
        f"    assert os.path.exists('{path}')\n"
        f"    assert Path('{path}').exists()\n    with np.load('{path}') as d:\n"
        "        return d['images'].sum()\n",
        provided=PROVIDED,
    )
    assert loaded.get("f")() == 6


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("np.loadtxt('table.csv', delimiter=',').sum()", 10),
        ("np.genfromtxt('table.csv', delimiter=',').sum()", 10),
        ("len(list(csv.reader(open('table.csv', newline=''))))", 2),
        ("pickle.load(gzip.open('x/set.pkl.gz'))['a']", 1),
        ("np.fromfile('train-images-idx3-ubyte', dtype=np.uint8, offset=16).sum()", 70),
        ("np.fromfile(open('train-images-idx3-ubyte', 'rb'), dtype='>u4', count=1)[0]", 0x00010203),
        ("np.load('x/line.npy', mmap_mode='r')[2:].sum()", 5),
        ("np.memmap('train-images-idx3-ubyte', mode='r', offset=16, shape=(2, 2))[1].sum()", 37),
        ("Path('table.csv').read_text()[:1]", "1"),
        ("sorted(os.listdir('data'))", ["set.npz"]),
        ("[os.path.basename(p) for p in glob.glob('data/*.npz')]", ["set.npz"]),
        ("os.path.getsize('table.csv')", 8),
        ("open(__file__).read()[:6]", "import"),
        ("open('own.txt').read()", "mine"),
    ],
)
def test_every_way_of_reading_sees_the_files(load: Load, expression: str, expected: object) -> None:
    head = "import numpy as np, csv, pickle, gzip, os, glob\nfrom pathlib import Path\n"
    files = {"hw.py": f"{head}def f(): return {expression}\n", "own.txt": "mine"}
    assert load(files, provided=PROVIDED).get("f")() == expected


def test_what_is_written_can_be_read_again_and_reaches_no_disk(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = load(
        "import numpy as np, os, pickle\ndef f():\n    os.makedirs('out/deep', exist_ok=True)\n"
        "    np.savez('out/w.npz', w=np.ones(3))\n    np.save('out/a.npy', np.ones(2))\n"
        "    with open('out/log.txt', 'w') as log:\n        log.write('one\\n')\n"
        "    with open('out/log.txt', 'a') as log:\n        log.write('two\\n')\n"
        "    with open('p.pkl', 'wb') as p:\n        pickle.dump([1], p)\n"
        "    np.savetxt('t.txt', np.ones(2))\n"
        "    total = np.load('out/w.npz')['w'].sum() + np.load('out/a.npy').sum()\n"
        "    total += np.loadtxt('t.txt').sum()\n"
        "    text = open('out/log.txt').read()\n    os.remove('p.pkl')\n"
        "    return total, text, os.path.isdir('out'), os.path.exists('p.pkl')\n"
    )
    assert loaded.get("f")() == (7, "one\ntwo\n", True, False)
    loaded.modules.restore()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_nowhere_is_missing_as_ever(load: Load) -> None:
    with pytest.raises(FileNotFoundError):
        load("def f(): return open('nowhere.npz')\n").get("f")()


def test_writing_ends_at_the_limit(load: Load) -> None:
    loaded = load(
        "def f():\n    block = bytes(2**24)\n    with open('big', 'wb') as big:\n"
        "        for _ in range(9):\n            big.write(block)\n"
    )
    with pytest.raises(OSError, match="64 MiB"):
        loaded.get("f")()


def test_everything_is_put_back(load: Load) -> None:
    before = (open, io.open, np.fromfile)
    load("x = 1\n").modules.restore()
    assert (open, io.open, np.fromfile) == before


def test_a_memory_map_that_is_written_is_read_again(load: Load) -> None:
    loaded = load(
        "import numpy as np\ndef f():\n"
        "    first = np.memmap('a/scratch.dat', dtype='float32', mode='w+', shape=(3, 2))\n"
        "    first[1] = 2\n    first.flush()\n"
        "    second = np.memmap('scratch.dat', dtype='float32', mode='r+', shape=(3, 2))\n"
        "    second[0, 0] += 1\n    del second\n"
        "    return np.fromfile('scratch.dat', dtype='float32').tolist()\n"
    )
    assert loaded.get("f")() == [1, 0, 2, 2, 0, 0]


def test_a_memory_map_for_reading_cannot_be_written(load: Load) -> None:
    head = "import numpy as np\ndef f():\n    np.load('line.npy', mmap_mode='r')[0] = 1\n"
    loaded = load(head, provided=PROVIDED)
    with pytest.raises(ValueError, match="read-only"):
        loaded.get("f")()


def test_a_file_in_memory_says_that_it_has_no_descriptor(load: Load) -> None:
    loaded = load("def f():\n    open('table.csv').fileno()\n", provided=PROVIDED)
    with pytest.raises(OSError, match="kept in memory"):
        loaded.get("f")()
